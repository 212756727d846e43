import Adversarial
import GANScript
import Vocabulary

/// Runs side by side: what differs, and what came out.
struct RunTable {
  private(set) var columns: [String]
  private(set) var rows: [[Value]]

  /// A table of what is known already.
  init(columns: [String], rows: [[Value]]) {
    self.columns = columns
    self.rows = rows
  }

  /// What the table shows of every run besides its arguments.
  static func outcomes(of runs: [RunObject]) -> [String] {
    ["generator", "discriminator"] + RunCurve.measured(inAll: runs) + ["status", "seconds"]
  }

  /// A row a run. Where runs differ in nothing but their seed and `merges` is set, they make one row
  /// of means, with the standard deviation of each in the column after it.
  init(_ runs: [RunObject], mergesSeeds merges: Bool) {
    var arguments = RunList.differences(runs)
    let outcomes = RunTable.outcomes(of: runs)
    guard merges, arguments.contains("seed") else {
      columns = RunTable.columns(arguments, beside: outcomes) + outcomes
      rows = runs.map { run in
        arguments.map { RunList.value($0, of: run) }
          + outcomes.map { RunTable.outcome($0, of: run) }
      }
      return
    }
    arguments.removeAll { $0 == "seed" }
    var groups: [(key: [String], runs: [RunObject])] = []
    for run in runs {
      let key = arguments.map { RunList.text($0, of: run) }
      if let index = groups.firstIndex(where: { $0.key == key }) {
        groups[index].runs.append(run)
      } else {
        groups.append((key, [run]))
      }
    }
    let measured = outcomes.filter { $0 != "status" && $0 != "seconds" }
    columns =
      RunTable.columns(arguments, beside: outcomes) + ["seeds"]
      + measured.flatMap { [$0, $0 + "_sd"] } + ["status", "seconds"]
    rows = groups.map { group in
      var row = arguments.map { RunList.value($0, of: group.runs[0]) }
      row.append(.number(Double(group.runs.count)))
      for name in measured {
        let values = group.runs.compactMap { RunTable.outcome(name, of: $0).number }
        let spread = Statistics.standardDeviation(values)
        row += [.number(Statistics.mean(values)), values.count > 1 ? .number(spread) : .nothing]
      }
      let states = Set(group.runs.map { RunTable.outcome("status", of: $0).description })
      let seconds = group.runs.compactMap { RunTable.outcome("seconds", of: $0).number }
      row += [.text(states.sorted().joined(separator: ", ")), .number(seconds.reduce(0, +))]
      return row
    }
  }

  /// A row a run with its name, all its arguments, and what came out; not how long it took, so that
  /// the same runs are the same table.
  init(everythingOf runs: [RunObject]) {
    let arguments = runs.first?.plan.arguments.map(\.name) ?? []
    let outcomes = RunTable.outcomes(of: runs).filter { $0 != "seconds" }
    columns = ["name"] + RunTable.columns(arguments, beside: outcomes) + outcomes
    rows = runs.map { run in
      [run.field("name") ?? .nothing] + arguments.map { RunList.value($0, of: run) }
        + outcomes.map { RunTable.outcome($0, of: run) }
    }
  }

  /// What the columns of arguments are called: no two columns have one name.
  private static func columns(_ arguments: [String], beside outcomes: [String]) -> [String] {
    arguments.map { outcomes.contains($0) ? $0 + "_network" : $0 }
  }

  /// Keeps the columns named, in that order; throws for one that is not there.
  mutating func keep(_ names: [String]) throws {
    let indices = try names.map { try index(of: $0, argument: "columns") }
    columns = names
    rows = rows.map { row in indices.map { row[$0] } }
  }

  /// Puts a column of names before all others; throws unless there is one for each row.
  mutating func name(rows names: [Value]) throws {
    guard names.count == rows.count else {
      throw ScriptError(
        "\(counted(names.count, "name")) for \(counted(rows.count, "row"))", argument: "names",
        code: .badValue)
    }
    columns.insert("name", at: 0)
    for (index, name) in names.enumerated() { rows[index].insert(name, at: 0) }
  }

  /// The table with a row for each column and a column for each row; the first column becomes the
  /// heading, unless that is how long something took.
  var across: RunTable {
    guard let heading = columns.firstIndex(where: { $0 != "seconds" }) else { return self }
    return RunTable(
      columns: [columns[heading]] + rows.map { $0[heading].description },
      rows: columns.indices.filter { $0 != heading }.map { column in
        [.text(columns[column])] + rows.map { $0[column] }
      })
  }

  /// Sorts by a column, upwards, or downwards after a `-`; equal rows keep their order.
  mutating func sort(by name: String) throws {
    let isDown = name.hasPrefix("-")
    let index = try index(of: isDown ? String(name.dropFirst()) : name, argument: "sort")
    let before = { (a: Value, b: Value) -> Bool in
      if let a = a.whole, let b = b.whole { return a < b }
      if let a = a.number, let b = b.number { return a < b || (b.isNaN && !a.isNaN) }
      return a.description < b.description
    }
    rows = rows.enumerated().sorted { a, b in
      let (x, y) = (a.element[index], b.element[index])
      if before(x, y) { return !isDown }
      if before(y, x) { return isDown }
      return a.offset < b.offset
    }.map(\.element)
  }

  private func index(of name: String, argument: String) throws -> Int {
    if let index = columns.firstIndex(of: name) { return index }
    throw ScriptError(
      "the table has no column \(name)",
      help: nearest(to: name, among: columns).map { "did you mean \"\($0)\"?" }
        ?? "it has \(columns.joined(separator: ", "))",
      argument: argument, code: .unknownName)
  }

  private static func outcome(_ name: String, of run: RunObject) -> Value {
    switch name {
    case "status": run.result.map { .text($0.status.state.rawValue) } ?? .unknown("a text")
    case "seconds":
      run.result.map { .number(($0.status.seconds * 10).rounded() / 10) } ?? .unknown("a number")
    default: RunCurve.last(name, of: run).map { .number($0) } ?? .number(.nan)
    }
  }
}
