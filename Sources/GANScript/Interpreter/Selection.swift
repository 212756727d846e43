import Vocabulary

/// Which cells of a notebook to run.
///
/// WHICH is a section's number (`3.0.1`; `3` means all of 3.0, 3.1, … if there is no cell 3), else
/// a cell's number counted from 1, else the beginning of a title.
public enum Selection: Sendable, Equatable {
  /// All of them.
  case all
  /// One cell, or one section.
  case cell(String)
  /// That cell and all after it.
  case from(String)
}

/// Statements to run, together with how.
struct Step {
  /// The cell that begins, if it was asked for.
  var cell: Cell?
  var statements: [Statement]
  /// Whether statements that only show something are passed over.
  var isQuiet: Bool
}

extension Interpreter {
  /// The statements to run for a selection.
  ///
  /// Of the cells before a selected one run: `param`, `include`, `net`, `language`; verbs that work
  /// on the session without giving a name a value, such as `load`; what gives a value to a name
  /// that is read later in what runs; and, of each verb that does work, the last `name = verb …`
  /// before the selected cell, because verbs such as `plot` take the last run. What only shows or
  /// writes is passed over there.
  func plan(_ selection: Selection, of program: Program) throws(Diagnostic) -> [Step] {
    let which: String
    switch selection {
    case .all:
      return program.cells.map {
        Step(cell: $0.number > 0 ? $0 : nil, statements: $0.statements, isQuiet: false)
      }
    case .cell(let name), .from(let name): which = name
    }
    var selected = try cells(which, of: program)
    if case .from = selection, let first = selected.first {
      selected = Array(first..<program.cells.count)
    }
    return slice(program, Set(selected))
  }

  private func slice(_ program: Program, _ selected: Set<Int>) -> [Step] {
    var needed: Set<String> = []
    var foundVerbs: Set<String> = []
    var steps: [Step] = []
    let last = selected.max() ?? 0
    for index in (0...last).reversed() {
      let cell = program.cells[index]
      if selected.contains(index) {
        cell.collectReferences(&needed)
        let shown = cell.number > 0 ? cell : nil
        steps.append(Step(cell: shown, statements: cell.statements, isQuiet: false))
        continue
      }
      var kept: [Statement] = []
      for statement in cell.statements.reversed()
      where isNeeded(statement, needed, &foundVerbs) {
        statement.collectReferences(&needed)
        kept.append(statement)
      }
      steps.append(Step(cell: nil, statements: kept.reversed(), isQuiet: true))
    }
    return steps.reversed()
  }

  private func isNeeded(
    _ statement: Statement, _ needed: Set<String>, _ foundVerbs: inout Set<String>
  ) -> Bool {
    switch statement.form {
    case .parameter, .include, .network, .language: return true
    case .expression, .expectation, .print, .help, .broken: return false
    default: break
    }
    var verbs: [String] = []
    statement.collectVerbs(&verbs)
    let working = verbs.filter { language.verbs[$0]?.role == .work }
    if case .command = statement.form { return !working.isEmpty }
    let isLastOfItsVerb = working.contains { !foundVerbs.contains($0) }
    foundVerbs.formUnion(working)
    return isLastOfItsVerb || statement.definedNames.contains { needed.contains($0.name) }
  }

  /// The indices of the cells that a name stands for.
  private func cells(_ which: String, of program: Program) throws(Diagnostic) -> [Int] {
    let cells = program.cells
    let exact = cells.indices.filter { cells[$0].id == which }
    if !exact.isEmpty { return exact }
    let inside = cells.indices.filter { cells[$0].id?.hasPrefix(which + ".") == true }
    if !inside.isEmpty { return inside }
    if let number = Int(which), let index = cells.firstIndex(where: { $0.number == number }) {
      return [index]
    }
    let lowered = which.lowercased()
    let titled = cells.indices.filter {
      let title = cells[$0].title.lowercased()
      let begins = title.hasPrefix(lowered) || afterID(cells[$0]).hasPrefix(lowered)
      return begins && !lowered.isEmpty
    }
    if titled.count == 1 { return titled }
    let titles = cells.filter { !$0.title.isEmpty }.map(\.title)
    let help: String? =
      titled.count > 1
      ? "it may be " + titled.map { "`\(cells[$0].title)`" }.joined(separator: ", ")
      : suggestion(nearest(to: which, among: titles + cells.compactMap(\.id)))
        ?? (titles.isEmpty
          ? "the notebook has no cells" : "there is " + titles.joined(separator: "; "))
    throw Diagnostic(
      .commandLine,
      titled.count > 1 ? "several cells begin with `\(which)`" : "no cell `\(which)`", help: help,
      at: nil, exitCode: .commandLine)
  }

  private func afterID(_ cell: Cell) -> String {
    guard cell.id != nil else { return cell.title.lowercased() }
    let words = cell.title.lowercased().split(separator: " ", maxSplits: 1)
    return words.count > 1 ? String(words[1]) : ""
  }
}
