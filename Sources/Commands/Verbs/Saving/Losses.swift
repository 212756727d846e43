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
    let text = ending == "csv" ? LossTable.csv(result.records) : LossTable.jsonl(result.records)
    return (Array(text.utf8), counted(result.records.count, "epoch"))
  }
}

/// Losses as text.
enum LossTable {
  private static let columns: [(name: String, value: @Sendable (EpochRecord) -> Double)] = [
    ("generator", { $0.generator }), ("discriminator", { $0.discriminator }),
    ("generator_mean", { $0.generatorMean }), ("discriminator_mean", { $0.discriminatorMean }),
    ("d_real", { $0.realVerdict }), ("d_fake", { $0.fakeVerdict }),
  ]

  /// Comma-separated with a heading; numbers in the shortest form that reads back as the same.
  static func csv(_ records: [EpochRecord]) -> String {
    var text = (["epoch"] + columns.map(\.name)).joined(separator: ",") + "\n"
    for record in records {
      let numbers = columns.map { shortest($0.value(record)) }
      text += ([String(record.epoch)] + numbers).joined(separator: ",") + "\n"
    }
    return text
  }

  /// One strict JSON object a line; what is not finite is a text, `"NaN"`.
  static func jsonl(_ records: [EpochRecord]) -> String {
    records.map { record in
      let members = columns.map { "\"\($0.name)\":\(json($0.value(record)))" }
      return "{\"epoch\":\(record.epoch)," + members.joined(separator: ",") + "}\n"
    }.joined()
  }

  private static func json(_ value: Double) -> String {
    if value.isFinite { return shortest(value) }
    return value.isNaN ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\""
  }
}
