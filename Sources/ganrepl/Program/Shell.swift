import GANScript
import Vocabulary

/// Completion for a shell, made of the catalogs of commands and options.
struct Shell: Described {
  var term: Term
  /// The script that the shell reads.
  var script: @Sendable () -> String

  static let catalog = Catalog<Shell>(
    "shell",
    [
      Shell(term: Term("bash", "eval \"$(ganrepl completions bash)\""), script: bash),
      Shell(term: Term("zsh", "eval \"$(ganrepl completions zsh)\""), script: zsh),
      Shell(term: Term("fish", "ganrepl completions fish | source"), script: fish),
    ])

  /// `ganrepl completions SHELL`.
  static func write(_ invocation: Invocation, _ console: Console) -> ExitCode {
    let names = catalog.names.joined(separator: ", ")
    guard let name = invocation.files.first, invocation.files.count == 1 else {
      return CommandLineProgram.refuse(
        "completions takes one shell: \(names)", help: catalog.terms[0].summary, console)
    }
    do throws(UnknownName) {
      console.result(try catalog.find(name).script(), ending: "")
      return .done
    } catch {
      return CommandLineProgram.refuse(
        "no completion for \(name)",
        help: error.suggestion.map { "did you mean \($0)?" } ?? "there is \(names)", console)
    }
  }

  private static var commands: [Subcommand] { Subcommand.catalog.elements }
  private static var options: [CommandLineOption] { CommandLineOption.catalog.elements }

  /// Every spelling of the options.
  private static var optionWords: [String] {
    options.flatMap { option in (option.short.map { ["-\($0)"] } ?? []) + ["--\(option.name)"] }
  }

  private static func spellings(_ names: [String]) -> String {
    options.filter { names.contains($0.name) }.flatMap { option in
      (option.short.map { ["-\($0)"] } ?? []) + ["--\(option.name)"]
    }.joined(separator: "|")
  }

  /// Options whose value is neither a folder nor one of some words.
  private static var freeOptions: String {
    spellings(
      options.filter { $0.value != nil && $0.value != "DIR" && $0.name != "color" }.map(\.name))
  }

  private static func words(after command: Subcommand) -> String {
    if case .words(let words) = command.takes { words.joined(separator: " ") } else { "" }
  }

  private static func bash() -> String {
    let cases = commands.map { command in
      switch command.takes {
      case .notebook:
        "    \(command.name)) COMPREPLY=($(compgen -f -X '!*.gan' -- \"$word\") $(compgen -d -- \"$word\")) ;;"
      case .words:
        "    \(command.name)) COMPREPLY=($(compgen -W '\(words(after: command))' -- \"$word\")) ;;"
      case .nothing: "    \(command.name)) COMPREPLY=() ;;"
      }
    }.joined(separator: "\n")
    return """
      _ganrepl() {
        local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"
        case "$before" in
          \(spellings(options.filter { $0.value == "DIR" }.map(\.name)))) COMPREPLY=($(compgen -d -- "$word")); return ;;
          \(spellings(["color"]))) COMPREPLY=($(compgen -W 'auto always never' -- "$word")); return ;;
          \(freeOptions)) COMPREPLY=(); return ;;
        esac
        if [[ "$word" == -* ]]; then
          COMPREPLY=($(compgen -W '\(optionWords.joined(separator: " "))' -- "$word"))
          return
        fi
        case "${COMP_WORDS[1]}" in
      \(cases)
          *) COMPREPLY=($(compgen -W '\(Subcommand.catalog.names.joined(separator: " "))' -- "$word")
            $(compgen -f -X '!*.gan' -- "$word") $(compgen -d -- "$word")) ;;
        esac
      }
      complete -o filenames -F _ganrepl ganrepl

      """
  }

  private static func zsh() -> String {
    func quoted(_ text: String) -> String {
      text.replacing("'", with: "'\\''").replacing("[", with: "\\[").replacing("]", with: "\\]")
        .replacing(":", with: "\\:")
    }
    let rows = options.flatMap { option in
      ((option.short.map { ["-\($0)"] } ?? []) + ["--\(option.name)"]).map { spelling in
        let value =
          switch option.name {
          case _ where option.value == "DIR": ":folder:_files -/"
          case "color": ":when:(auto always never)"
          default: option.value.map { ":\($0):" } ?? ""
          }
        return "    '*\(spelling)[\(quoted(option.term.summary))]\(value)' \\"
      }
    }.joined(separator: "\n")
    let names = commands.map { "      '\($0.name):\(quoted($0.term.summary))'" }
      .joined(separator: "\n")
    let cases = commands.map { command in
      switch command.takes {
      case .notebook: "      \(command.name)) _files -g '*.gan' ;;"
      case .words: "      \(command.name)) compadd \(words(after: command)) ;;"
      case .nothing: "      \(command.name)) ;;"
      }
    }.joined(separator: "\n")
    return """
      #compdef ganrepl
      _ganrepl() {
        local state
        local -a commands
        commands=(
      \(names)
        )
        _arguments \\
      \(rows)
          '1:command:->first' '*::file:->rest'
        if [[ $state == first ]]; then
          _describe command commands
          _files -g '*.gan'
        elif [[ $state == rest ]]; then
          case "$words[1]" in
      \(cases)
          esac
        fi
      }
      compdef _ganrepl ganrepl

      """
  }

  private static func fish() -> String {
    func quoted(_ text: String) -> String {
      "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
    var lines = ["complete -c ganrepl -f"]
    for command in commands {
      lines.append(
        "complete -c ganrepl -n __fish_use_subcommand -a \(command.name) "
          + "-d \(quoted(command.term.summary))")
      let isHere = "-n '__fish_seen_subcommand_from \(command.name)'"
      switch command.takes {
      case .notebook:
        lines.append("complete -c ganrepl \(isHere) -k -a '(__fish_complete_suffix .gan)'")
      case .words: lines.append("complete -c ganrepl \(isHere) -a '\(words(after: command))'")
      case .nothing: break
      }
    }
    lines.append(
      "complete -c ganrepl -n __fish_use_subcommand -k -a '(__fish_complete_suffix .gan)'")
    for option in options {
      let short = option.short.map { " -s \($0)" } ?? ""
      let value =
        switch option.name {
        case _ where option.value == "DIR": " -x -a '(__fish_complete_directories)'"
        case "color": " -x -a 'auto always never'"
        default: option.value == nil ? "" : " -x"
        }
      lines.append(
        "complete -c ganrepl\(short) -l \(option.name)\(value) -d \(quoted(option.term.summary))")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
