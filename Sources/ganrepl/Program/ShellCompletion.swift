import Files
import Foundation
import GANScript
import Notebooks
import Vocabulary

/// What may follow a command or an option, as far as a shell can be told.
enum Operand: Sendable {
  case nothing
  /// Files with one of these endings.
  case files([String])
  case folders
  case words([Term])
  /// Sections of the article.
  case sections
  /// Cells of the notebook on the command line.
  case cells
  /// Parameters of the notebook on the command line, with `=`.
  case parameters
}

/// `ganrepl __complete WORD...`: what may stand in place of the last word, a line each: the word, a
/// tab, a summary. Files are left to the shell, which knows `~` and quotes: `:files ENDING...` or
/// `:folders` asks for them.
struct ShellCompletion {
  /// The word that asks for an answer.
  static let command = "__complete"

  private var subcommand: Subcommand?
  private var files: [String] = []
  /// The option whose value is to be completed.
  private var pending: CommandLineOption?
  private var optionsAreOver = false
  private let current: String

  /// Answers a shell; whatever is wrong, it answers less.
  static func answer(_ words: [String], _ console: Console) -> ExitCode {
    for line in ShellCompletion(words).lines { console.result(line) }
    return .done
  }

  private init(_ words: [String]) {
    current = words.last ?? ""
    for word in words.dropLast() {
      if pending != nil {
        pending = nil
      } else if !optionsAreOver, word == "--" {
        optionsAreOver = true
      } else if !optionsAreOver, word.hasPrefix("-"), word != "-" {
        pending = ShellCompletion.option(awaitingItsValue: word)
      } else if subcommand == nil, files.isEmpty, let command = Subcommand.catalog[word] {
        subcommand = command
      } else {
        files.append((word as NSString).expandingTildeInPath)
      }
    }
  }

  private static func option(awaitingItsValue word: String) -> CommandLineOption? {
    let option =
      word.hasPrefix("--")
      ? CommandLineOption.catalog[String(word.dropFirst(2))]
      : CommandLineOption.catalog.elements.first { $0.short.map { "-\($0)" } == word }
    return option?.value == nil ? nil : option
  }

  private var lines: [String] {
    if let pending { return lines(pending.operand, prefix: "") }
    if !optionsAreOver, current.hasPrefix("-") {
      guard let equals = current.firstIndex(of: "="),
        let option = CommandLineOption.catalog[String(current[..<equals].dropFirst(2))]
      else { return matching(options) }
      return lines(option.operand, prefix: String(current[...equals]))
    }
    if let subcommand { return lines(subcommand.takes, prefix: "") }
    guard files.isEmpty else { return [] }
    return matching(Subcommand.catalog.terms) + [":files gan"]
  }

  private func lines(_ operand: Operand, prefix: String) -> [String] {
    switch operand {
    case .nothing: return []
    case .files(let endings): return [":files " + endings.joined(separator: " ")]
    case .folders: return [":folders"]
    case .words(let terms): return matching(terms, prefix: prefix)
    case .sections: return matching(sections, prefix: prefix)
    case .cells: return matching(cells(after: prefix), prefix: prefix)
    case .parameters:
      // After the `=` there is the default.
      let hasValue = current.dropFirst(prefix.count).contains("=")
      return matching(
        parameters.map {
          Term($0.name + "=" + (hasValue ? $0.defaultText : ""), $0.summary)
        }, prefix: prefix)
    }
  }

  private func matching(_ terms: [Term], prefix: String = "") -> [String] {
    terms.compactMap { term in
      let text = prefix + term.name
      // Shells quote what they have to, but for what ends their lines.
      guard text.hasPrefix(current), text.unicodeScalars.allSatisfy({ $0.value >= 32 }) else {
        return nil
      }
      return escaped(text) + "\t" + escaped(term.summary)
    }
  }

  /// The options of the command, long and short.
  private var options: [Term] {
    let name = subcommand?.name ?? "run"
    return CommandLineOption.catalog.elements
      .filter { $0.commands.contains(name) }
      .flatMap { option in
        [Term("--\(option.name)", option.term.summary)]
          + (option.short.map { [Term("-\($0)", option.term.summary)] } ?? [])
      }
  }

  // MARK: Notebooks

  private var article: Article? {
    guard let folder = NotebookFolder.find() else { return nil }
    return try? Article { try CommandLineProgram.read(folder + "/" + $0) }
  }

  /// The article's sections, by number where they have one of their own.
  private var sections: [Term] {
    let sections = article?.sections ?? []
    let shared = Dictionary(grouping: sections.compactMap(\.number)) { $0 }.filter { $1.count > 1 }
    return sections.map { section in
      let number = section.number.flatMap { shared[$0] == nil ? $0 : nil }
      return Term(number ?? section.stem, section.title)
    }
  }

  /// The notebook on the command line.
  private var notebook: (program: Program, path: String)? {
    guard let path = files.first, let bytes = try? readFile(path, limit: Limits.readBytes) else {
      return nil
    }
    return (Program.parse(bytes, name: path), path)
  }

  /// The cells that have statements, by id or else by number; by their titles where what is typed begins
  /// one.
  private func cells(after prefix: String) -> [Term] {
    let typed = current.dropFirst(prefix.count)
    let cells = (notebook?.program.cells ?? []).filter { !$0.isProse && $0.number > 0 }
    return cells.map { cell in
      let name = cell.id ?? String(cell.number)
      return name.hasPrefix(typed)
        ? Term(name, cell.title) : Term(cell.title, "cell \(cell.number)")
    }
  }

  /// The parameters of the notebook and of what it includes; of the article, without one.
  private var parameters: [Program.Declaration] {
    var found: [Program.Declaration] = []
    var seen: Set<String> = []
    func add(_ program: Program, at path: String) {
      guard seen.insert(path).inserted, seen.count < 100 else { return }
      for declaration in program.parameters
      where !found.contains(where: { $0.name == declaration.name }) {
        found.append(declaration)
      }
      let folder = (path as NSString).deletingLastPathComponent
      for file in program.cells.flatMap(\.inclusions) {
        let path = file.hasPrefix("/") || folder.isEmpty ? file : folder + "/" + file
        guard let bytes = try? readFile(path, limit: Limits.readBytes) else { continue }
        add(Program.parse(bytes, name: path), at: path)
      }
    }
    if subcommand?.name == "replay", let folder = NotebookFolder.find() {
      for section in article?.sections ?? [] {
        add(section.program, at: folder + "/" + section.file)
      }
    } else if let notebook {
      add(notebook.program, at: notebook.path)
    }
    return found
  }
}
