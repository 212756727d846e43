import Foundation

extension Measurement {
  /// What was measured as lines of text.
  public var text: String {
    var lines = [
      "\(workload.title), batch \(workload.batch), \(workload.isRGB ? "RGB" : "gray"), "
        + "\(workload.optimizer), \(threads) thread\(threads == 1 ? "" : "s")",
      "  \(digits(secondsPerEpoch, 4)) s/epoch, median of \(epochs.count - 1) after the first",
      "  \(digits(secondsPerEpoch / Double(workload.stepsPerEpoch) * 1e3, 2)) ms/step, "
        + "\(workload.stepsPerEpoch) steps an epoch",
      "  \(digits(rate * 1e-9, 1)) GFLOP/s, \(digits(share * 100, 1)) % of the peak",
      "  \(digits(peak * 1e-9, 1)) GFLOP/s peak, a product of 2048 x 2048 x 2048 in this run", "",
      "a step takes \(digits(secondsPerStep * 1e3, 3)) ms:",
      "  product       rows x columns x depth  times       ms  GFLOP/s",
    ]
    for product in products {
      let shape = product.shape
      lines.append(
        "  " + padded(shape.kind.rawValue, 12)
          + padded("\(shape.rows) x \(shape.columns) x \(shape.depth)", 24)
          + padded(digits(product.count, 0), 7) + padded(digits(product.seconds * 1e3, 3), 9)
          + padded(digits(product.rate * 1e-9, 1), 9)
          + (shape.share < 1 ? "  (\(digits(shape.share * 100, 0)) % of the definition's)" : ""))
    }
    if workload.optimizer != "sgd" {
      lines.append("    dy x' with the steps of \(workload.optimizer), taken while it is in cache")
    }
    lines.append(
      "  outside products" + padded(digits(secondsOutside * 1e3, 3), 36)
        + padded(digits(secondsOutside / secondsPerStep * 100, 1) + " %", 9))
    return lines.joined(separator: "\n")
  }

  /// What was measured as one JSON object: seconds, and operations a second.
  public var json: String {
    let products = products.map { product in
      "{\"product\":\"\(product.shape.kind.rawValue)\",\"rows\":\(product.shape.rows),"
        + "\"columns\":\(product.shape.columns),\"depth\":\(product.shape.depth),"
        + "\"times\":\(digits(product.count, 0)),\"seconds\":\(scientific(product.seconds)),"
        + "\"flops\":\(scientific(product.rate))}"
    }
    return "{\"batch\":\(workload.batch),\"threads\":\(threads),"
      + "\"color\":\"\(workload.isRGB ? "rgb" : "gray")\","
      + "\"optimizer\":\"\(workload.optimizer)\","
      + "\"seconds_per_epoch\":\(scientific(secondsPerEpoch)),"
      + "\"epochs\":[\(epochs.map(scientific).joined(separator: ","))],"
      + "\"flop_per_epoch\":\(scientific(operations)),\"flops\":\(scientific(rate)),"
      + "\"peak_flops\":\(scientific(peak)),\"share\":\(scientific(share)),"
      + "\"seconds_per_step\":\(scientific(secondsPerStep)),"
      + "\"seconds_outside_products\":\(scientific(secondsOutside)),"
      + "\"products\":[\(products.joined(separator: ","))]}"
  }
}

private func digits(_ value: Double, _ places: Int) -> String {
  String(format: "%.\(places)f", value)
}

private func scientific(_ value: Double) -> String { String(format: "%.6e", value) }

private func padded(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}
