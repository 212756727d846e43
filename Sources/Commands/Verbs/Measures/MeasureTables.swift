import GANScript
import Measures
import Vocabulary

/// Measures as tables, on the screen and in files.
extension MeasureVerb {
  static func show(_ measures: MeasuresObject, _ call: Call) {
    call.emit(
      .table(
        columns: ["measure", "value", "floor", "good is", "what it says"],
        rows: measureCatalog.elements.map { measure in
          [
            .text(measure.name), .text(fixed(measures.values?.values[measure.name] ?? .nan, 4)),
            .text(fixed(measures.floor?.values[measure.name] ?? .nan, 4)),
            .text(words(measure.aim)),
            .text(measure.term.summary),
          ]
        }))
    for line in measures.notes { call.emit(.text(line)) }
    guard let kinds = measures.kinds else { return }
    func percent(_ share: Double) -> Value { .text(fixed(share * 100, 1) + " %") }
    call.emit(
      .table(
        columns: ["kind", "generated", "real"]
          + (kinds.asked == nil ? [] : ["told as asked for", "real ones told right"]),
        rows: kinds.names.indices.map { index in
          [
            .text(kinds.names[index]), percent(kinds.shares[index]),
            percent(kinds.realShares[index]),
          ] + (kinds.asked.map { [percent($0[index]), percent(kinds.told[index])] } ?? [])
        }))
    call.emit(
      .text(
        "The classifier is right for \(fixed(kinds.accuracy * 100, 0)) % of real pictures that it "
          + "was not shown."
          + (kinds.asked == nil
            ? ""
            : " It is a small network; the shares through the epochs, which measures= takes, are told "
              + "by a quicker classifier and differ.")))
  }

  private static func words(_ aim: Measure.Aim) -> String {
    switch aim {
    case .low: "low"
    case .high: "high"
    case .near(let number): "near \(shortest(number))"
    }
  }

  static func write(
    _ measures: MeasuresObject, _ file: String, _ call: Call, _ session: Session
  ) throws {
    var rows = measureCatalog.names.map {
      ($0, measures.values?.values[$0] ?? .nan, measures.floor?.values[$0] ?? .nan)
    }
    if let kinds = measures.kinds {
      rows += kinds.names.indices.map { index in
        (
          EpochMeter.shareColumn + kindName(kinds.names[index]), kinds.shares[index],
          kinds.realShares[index]
        )
      }
      rows += (kinds.asked ?? []).enumerated().map { index, share in
        ("asked_" + kindName(kinds.names[index]), share, kinds.told[index])
      }
    }
    let text: String
    if ending(of: file) == "csv" {
      text =
        "measure,value,floor\n"
        + rows.map { "\($0.0),\(shortest($0.1)),\(shortest($0.2))\n" }.joined()
    } else {
      text =
        JSON.list(
          rows.map {
            .object([("measure", .text($0.0)), ("value", .number($0.1)), ("floor", .number($0.2))])
          }
        ).encoded() + "\n"
    }
    call.emit(
      .saved(
        try session.context.save(
          Array(text.utf8), as: file, argument: "file", remark: counted(rows.count, "measure"))))
  }
}
