import GANScript
import Vocabulary

/// `table`: runs side by side.
enum TableVerb {
  static let verb = Verb<Session>(
    Term(
      "table", "runs side by side: what differs, last losses, status, seconds",
      discussion: """
        Only arguments that differ have a column. Runs that differ in their seed alone make one \
        row of means, with the standard deviation after each; seeds=each keeps them apart. A file is \
        written with all digits: .csv, .md or .json.
        """,
      parameters: [
        RunList.parameter,
        Parameter(
          "file", .outputFile(endings: ["csv", "md", "json"]), "a file to write as well",
          position: .positional),
        Parameter("columns", .list(.text), "the columns to show, in that order"),
        Parameter("sort", .text, "the column to sort by; \"-seconds\" sorts downwards"),
        Parameter(
          "seeds",
          .word([
            Term("mean", "runs that differ in their seed make one row"),
            Term("each", "every run has a row"),
          ]), "what becomes of seeds", default: "mean"),
        Parameter("names", .list(.text), "what the rows are called, from the first on"),
        Parameter("across", .toggle, "one column per run instead of one row", default: "off"),
        Parameter(
          "format", .word(TableFormat.catalog.terms), "how it is shown", default: "text"),
      ],
      example: "table \"runs.csv\" columns=[\"generator\", \"seconds\"]"),
    role: .output
  ) { call, session, phase in
    let runs = RunList.runs(call, session)
    guard !runs.isEmpty else {
      throw ScriptError(
        "there are no runs to compare", help: "train before it, or name some",
        code: .arguments, isConsequence: true)
    }
    let file = call.text("file")
    if let file {
      let path = try session.context.outputPath(file, argument: "file")
      guard let format = TableFormat(rawValue: ending(of: file)), format != .text else {
        throw ScriptError(
          "a table is a .csv, .md or .json, not \"\(file)\"", argument: "file", code: .badValue)
      }
      try session.claim(path, call)
    }
    var table = RunTable(runs, mergesSeeds: call.word("seeds") != "each")
    if let sort = call.text("sort") { try table.sort(by: sort) }
    if let columns = call.list("columns") { try table.keep(columns.map(\.description)) }
    if let names = call.list("names") { try table.name(rows: names) }
    if call.isOnOrDefault("across") { table = table.across }
    guard phase == .run else { return .nothing }
    let format = call.word("format").flatMap(TableFormat.init) ?? .text
    if format == .text {
      call.emit(
        .table(
          columns: table.columns,
          rows: table.rows.map { $0.map { .text($0.shown) } }))
    } else {
      call.emit(.text(String(format.encoded(table).dropLast())))
    }
    if let file, let format = TableFormat(rawValue: ending(of: file)) {
      call.emit(
        .saved(
          try session.context.save(
            Array(format.encoded(table).utf8), as: file, argument: "file",
            remark: counted(table.rows.count, "row"))))
    }
    return .nothing
  }
}
