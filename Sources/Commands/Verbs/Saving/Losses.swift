import Adversarial
import GANScript
import Vocabulary

extension Saveable {
  /// Losses, one row an epoch.
  static let loss = Saveable(
    term: Term(
      "loss", "one row an epoch: losses of the last step, as the article plots them, and means",
      example: "save loss \"loss.csv\""),
    endings: ["csv", "jsonl"]
  ) { subject, ending in
    let (_, result) = try subject.trained()
    let table = LossTable(result.records, result.measurements)
    return (
      Array((ending == "csv" ? table.csv : table.jsonl).utf8),
      counted(result.records.count, "epoch")
    )
  }
}

/// Losses as text, with what was measured in further columns: empty where nothing was.
struct LossTable {
  private static let losses: [(name: String, value: @Sendable (EpochRecord) -> Double)] = [
    ("generator", { $0.generator }), ("discriminator", { $0.discriminator }),
    ("generator_mean", { $0.generatorMean }), ("discriminator_mean", { $0.discriminatorMean }),
    ("d_real", { $0.realVerdict }), ("d_fake", { $0.fakeVerdict }),
  ]

  private let names: [String]
  private let rows: [(epoch: Int, values: [Double?])]

  init(_ records: [EpochRecord], _ measurements: Measurements) {
    names = LossTable.losses.map(\.name) + measurements.names
    var measured: [Int: [Double]] = [:]
    for row in measurements.rows { measured[row.epoch] = row.values }
    rows = records.map { record in
      (
        record.epoch,
        LossTable.losses.map { $0.value(record) }
          + (measured[record.epoch] ?? measurements.names.map { _ in nil })
      )
    }
  }

  /// Comma-separated with a heading; numbers in the shortest form that reads back as the same.
  var csv: String {
    var text = (["epoch"] + names).joined(separator: ",") + "\n"
    for row in rows {
      text +=
        ([String(row.epoch)] + row.values.map { $0.map(shortest) ?? "" }).joined(separator: ",")
        + "\n"
    }
    return text
  }

  /// One strict JSON object a line; what is not finite is a text, `"NaN"`.
  var jsonl: String {
    rows.map { row in
      let members = zip(names, row.values).compactMap { name, value in
        value.map { "\"\(name)\":\(JSON.number($0).encoded())" }
      }
      return "{\"epoch\":\(row.epoch)," + members.joined(separator: ",") + "}\n"
    }.joined()
  }
}
