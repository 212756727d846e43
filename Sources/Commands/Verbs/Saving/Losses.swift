import Adversarial
import GANScript
import Vocabulary

extension Saveable {
  /// Losses, one row an epoch.
  static let loss = Saveable(
    term: Term(
      "loss", "one row an epoch: losses of the last step, as the article plots them, and means",
      discussion: "Of several runs one table; its first column says which run a row is of.",
      example: "save loss \"loss.csv\""),
    endings: ["csv", "jsonl"], takesSeveralRuns: true
  ) { subject, ending in
    let results = try subject.allTrained().map(\.result)
    let table =
      results.count == 1
      ? LossTable(results[0].records, results[0].measurements) : LossTable(of: results)
    return (
      Array((ending == "csv" ? table.csv : table.jsonl).utf8),
      counted(results.reduce(0) { $0 + $1.records.count }, "epoch")
        + (results.count == 1 ? "" : " of \(counted(results.count, "run"))")
    )
  }
}

/// Losses as text, with what was measured in further columns: empty where nothing was.
struct LossTable {
  private static let losses: [(name: String, value: @Sendable (EpochRecord) -> Double)] = [
    ("generator", { $0.generator }), ("discriminator", { $0.discriminator }),
    ("generator_mean", { $0.generatorMean }), ("discriminator_mean", { $0.discriminatorMean }),
    ("d_real", { $0.realScore }), ("d_fake", { $0.fakeScore }),
  ]

  /// One row an epoch.
  private struct Row {
    /// Of which run; `nil` where there is one only.
    var run: String?
    var epoch: Int
    /// `nil` where nothing was measured.
    var values: [Double?]
  }

  private let names: [String]
  private let rows: [Row]

  /// The losses of one run.
  init(_ records: [EpochRecord], _ measurements: Measurements) {
    names = LossTable.losses.map(\.name) + measurements.names
    rows = LossTable.rows(records, measurements, columns: measurements.names, run: nil)
  }

  /// Those of several runs, each named; what only some of them measured is empty elsewhere.
  init(of results: [RunResult]) {
    var columns: [String] = []
    for name in results.flatMap(\.measurements.names) where !columns.contains(name) {
      columns.append(name)
    }
    names = LossTable.losses.map(\.name) + columns
    rows = results.flatMap { result in
      LossTable.rows(
        result.records, result.measurements, columns: columns, run: result.folder.name)
    }
  }

  private static func rows(
    _ records: [EpochRecord], _ measurements: Measurements, columns: [String], run: String?
  ) -> [Row] {
    let indices = columns.map { measurements.names.firstIndex(of: $0) }
    var measured: [Int: [Double]] = [:]
    for row in measurements.rows { measured[row.epoch] = row.values }
    return records.map { record in
      let measures = measured[record.epoch]
      return Row(
        run: run, epoch: record.epoch,
        // An epoch in which a network did not move has no loss of it.
        values: losses.map { loss in
          let value = loss.value(record)
          return value.isNaN ? nil : value
        }
          + indices.map { index in index.flatMap { measures?[$0] } })
    }
  }

  /// Comma-separated with a heading; numbers in the shortest form that reads back as the same.
  var csv: String {
    let head = (rows.first?.run == nil ? [] : ["run"]) + ["epoch"] + names
    return
      ([head]
      + rows.map { row in
        (row.run.map { [$0] } ?? []) + [String(row.epoch)]
          + row.values.map { $0.map(shortest) ?? "" }
      }).map { $0.joined(separator: ",") + "\n" }.joined()
  }

  /// Adds what there is of each epoch to a file of events.
  func add(to file: inout EventFile) {
    for row in rows {
      file.add(
        zip(names, row.values).compactMap { name, value in value.map { (name, $0) } },
        epoch: row.epoch)
    }
  }

  /// One strict JSON object a line; what is not finite is a text, `"NaN"`.
  var jsonl: String {
    rows.map { row in
      let run = row.run.map { "\"run\":\(JSON.text($0).encoded())," } ?? ""
      let members = zip(names, row.values).compactMap { name, value in
        value.map { "\"\(name)\":\(JSON.number($0).encoded())" }
      }
      return "{\(run)\"epoch\":\(row.epoch)," + members.joined(separator: ",") + "}\n"
    }.joined()
  }
}
