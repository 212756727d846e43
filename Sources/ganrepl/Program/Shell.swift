import GANScript
import Vocabulary

/// Completion for a shell: a script that asks the program what may stand at the cursor.
struct Shell: Described {
  var term: Term
  /// The script that the shell reads.
  var script: String

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
      console.result(try catalog.find(name).script, ending: "")
      return .done
    } catch {
      return CommandLineProgram.refuse(
        "no completion for \(name)",
        help: error.suggestion.map { "did you mean \($0)?" } ?? "there is \(names)", console)
    }
  }

  /// Bash may cut words at `=`: they are put together for the question, and cut again for the answer. It
  /// gives words as they were typed: quotes and backslashes are taken away for the question.
  private static let bash = """
    # Completion of ganrepl for bash.
    _ganrepl_plain() {
      local rest=$1 sign quote=
      plain=
      while [[ -n $rest ]]; do
        sign=${rest:0:1} rest=${rest:1}
        if [[ $sign == "$quote" ]]; then
          quote=
        elif [[ $sign == '\\' && $quote != "'" ]]; then
          plain+=${rest:0:1} rest=${rest:1}
        elif [[ -z $quote && ( $sign == "'" || $sign == '"' ) ]]; then
          quote=$sign
        else
          plain+=$sign
        fi
      done
    }
    _ganrepl() {
      local -a words=()
      local word line plain cut= i
      for ((i = 1; i <= COMP_CWORD; i++)); do
        _ganrepl_plain "${COMP_WORDS[i]}"
        if ((${#words[@]})) && [[ $plain == = || ${COMP_WORDS[i-1]} == = ]]; then
          words[-1]+=$plain
        else
          words+=("$plain")
        fi
      done
      word=${words[-1]}
      [[ $word == *=* && $COMP_WORDBREAKS == *=* ]] && cut=${word%"${word##*=}"}
      COMPREPLY=()
      while IFS= read -r line; do
        case $line in
          :folders)
            compopt -o filenames
            mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- "${word#"$cut"}") ;;
          :files*)
            compopt -o filenames
            mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- "${word#"$cut"}")
            for i in ${line#:files}; do
              mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(
                compgen -f -X "!*.$i" -- "${word#"$cut"}")
            done ;;
          *)
            line=${line%%$'\\t'*}
            [[ $line == *= ]] && compopt -o nospace
            line=${line#"$cut"}
            [[ ${COMP_WORDS[COMP_CWORD]} == [\\'\\"]* ]] || printf -v line %q "$line"
            COMPREPLY+=("$line") ;;
        esac
      done < <("$1" \(ShellCompletion.command) "${words[@]}" 2>/dev/null)
    }
    complete -F _ganrepl ganrepl

    """

  private static let zsh = """
    #compdef ganrepl
    # Completion of ganrepl for zsh.
    _ganrepl() {
      local line word
      local -a closed open
      for line in "${(@f)$("${words[1]}" \(ShellCompletion.command) \\
        "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}"; do
        case $line in
          :folders) [[ -prefix *= ]] && compset -P '*='; _files -/ ;;
          :files*) [[ -prefix *= ]] && compset -P '*='; _files -g "*.(${(j:|:)${=line#:files}})(-.)" ;;
          *$'\\t'*)
            word=${line%%$'\\t'*}
            line=${word//:/\\\\:}:${line#*$'\\t'}
            if [[ $word == *= ]]; then open+=("$line"); else closed+=("$line"); fi ;;
        esac
      done
      (($#closed)) && _describe ganrepl closed
      (($#open)) && _describe ganrepl open -S ''
    }
    if [[ $funcstack[1] == _ganrepl ]]; then _ganrepl "$@"; else compdef _ganrepl ganrepl; fi

    """

  private static let fish = """
    # Completion of ganrepl for fish.
    function __ganrepl_complete
      set -l before (commandline -opc)
      set -l current (commandline -ct)
      set -l plain (string unescape -- "$current"; or echo "$current")
      # What stands before a path in its word is put before each answer.
      set -l option (string match -r '^--[a-z-]+=' -- "$plain")
      set -l path (string replace -r '^--[a-z-]+=' '' -- "$plain")
      for line in ($before[1] \(ShellCompletion.command) $before[2..-1] "$plain" 2>/dev/null)
        switch $line
          case ':folders'
            for found in (__fish_complete_directories "$path" '')
              echo "$option$found"
            end
          case ':files*'
            for ending in (string split ' ' -- $line)[2..-1]
              for found in (__fish_complete_suffix "$path" .$ending)
                echo "$option$found"
              end
            end
          case '*'
            echo $line
        end
      end
    end
    complete -c ganrepl -f -a '(__ganrepl_complete)'

    """
}
