import Files
import Networks
import Tensors

/// Checkpoints as safetensors files.
extension Checkpoint {
  private static let format = "ganrepl checkpoint 1"
  private static let columns = 7

  /// The whole file. The same training gives the same bytes, whenever it is written.
  public func encoded() -> [UInt8] {
    let all = tensors + historyTensors
    var metadata: [(key: String, value: String)] = [
      ("format", Checkpoint.format), ("recipe", recipe), ("steps", "\(steps)"),
      ("epochs", "\(epochs)"), ("latent_row", "\(latentRow)"),
      ("generator_steps", "\(generatorSteps)"), ("discriminator_steps", "\(discriminatorSteps)"),
      ("measures", history.measurements.names.joined(separator: " ")),
    ]
    for tensor in all { metadata.append(("sha256 \(tensor.name)", sha256(tensor.bytes))) }
    return encodeSafetensors(all, metadata: metadata)
  }

  /// Reads a file back. Throws `NetworkError.brokenWeights` if it is damaged, naming the tensor, or
  /// is something else.
  public init(_ bytes: [UInt8]) throws(NetworkError) {
    let file = try SafetensorsFile(bytes)
    guard file.metadata["format"] == Checkpoint.format else {
      throw .brokenWeights("is no checkpoint that this version reads")
    }
    var tensors: [String: StoredTensor] = [:]
    var order: [String] = []
    for entry in file.entries {
      let content = file.bytes(of: entry)
      guard file.metadata["sha256 \(entry.name)"] == sha256(content) else {
        throw .brokenWeights("tensor \"\(entry.name)\" does not match its checksum")
      }
      tensors[entry.name] = StoredTensor(
        name: entry.name, type: entry.type, shape: entry.shape, bytes: Array(content))
      order.append(entry.name)
    }
    func number(_ key: String) throws(NetworkError) -> Int {
      guard let number = file.metadata[key].flatMap({ Int($0) }), number >= 0 else {
        throw .brokenWeights("has no \(key)")
      }
      return number
    }
    func take(_ name: String, type: String) throws(NetworkError) -> StoredTensor {
      guard let tensor = tensors.removeValue(forKey: name), tensor.type == type else {
        throw .brokenWeights("has no tensor \"\(name)\" of \(type)")
      }
      return tensor
    }
    var history = History()
    let losses = try take("history.losses", type: "F64").doubles
    history.records = stride(
      from: 0, to: losses.count - losses.count % Checkpoint.columns, by: Checkpoint.columns
    ).map {
      EpochRecord(row: losses[$0..<$0 + Checkpoint.columns])
    }
    let names = (file.metadata["measures"] ?? "").split(separator: " ").map(String.init)
    let measures = try take("history.measures", type: "F64").doubles
    history.measurements = Measurements(
      names: names,
      rows: stride(from: 0, to: measures.count, by: names.count + 1).compactMap { start in
        guard start + names.count < measures.count, let epoch = Int(exactly: measures[start])
        else { return nil }
        return Measurements.Row(
          epoch: epoch, values: Array(measures[start + 1...start + names.count]))
      })
    let epochs = try take("history.snapshot_epochs", type: "I64").integers
    let pixels = try take("history.snapshots", type: "U8").bytes
    let size = epochs.isEmpty ? 0 : pixels.count / epochs.count
    history.snapshots = epochs.enumerated().map { place, epoch in
      Snapshot(epoch: Int(epoch), pixels: Array(pixels[place * size..<(place + 1) * size]))
    }
    let part = try take("history.unfinished", type: "F64").doubles
    guard part.count == Checkpoint.columns + 2,
      let partSteps = Int(exactly: part[Checkpoint.columns]),
      let partGeneratorSteps = Int(exactly: part[Checkpoint.columns + 1])
    else { throw .brokenWeights("has no place within an epoch") }

    self.init(
      recipe: file.metadata["recipe"] ?? "", steps: try number("steps"),
      epochs: try number("epochs"), history: history, latentRow: try number("latent_row"),
      generatorSteps: try number("generator_steps"),
      discriminatorSteps: try number("discriminator_steps"),
      unfinished: EpochRecord.Builder(
        EpochRecord(row: part[..<Checkpoint.columns]), steps: partSteps,
        generatorSteps: partGeneratorSteps),
      tensors: order.compactMap { tensors[$0] })
    guard history.records.count == self.epochs else {
      throw .brokenWeights("has \(history.records.count) records of \(self.epochs) epochs")
    }
  }

  private var historyTensors: [StoredTensor] {
    let measures = history.measurements
    let snapshots = history.snapshots
    return [
      StoredTensor(
        "history.losses", shape: [history.records.count, Checkpoint.columns],
        doubles: history.records.flatMap(\.row)),
      StoredTensor(
        "history.measures", shape: [measures.rows.count, measures.names.count + 1],
        doubles: measures.rows.flatMap { [Double($0.epoch)] + $0.values }),
      StoredTensor(
        "history.snapshot_epochs", shape: [snapshots.count],
        integers: snapshots.map { Int64($0.epoch) }),
      StoredTensor(
        "history.unfinished", shape: [Checkpoint.columns + 2],
        doubles: unfinished.record.row + [
          Double(unfinished.steps), Double(unfinished.generatorSteps),
        ]),
      // Bytes last: what stands before them stays aligned.
      StoredTensor(
        "history.snapshots", shape: [snapshots.count, snapshots.first?.pixels.count ?? 0],
        bytes: snapshots.flatMap(\.pixels)),
    ]
  }
}

extension EpochRecord {
  /// The record as numbers, in the order of its columns.
  fileprivate var row: [Double] {
    [
      Double(epoch), generator, discriminator, generatorMean, discriminatorMean, realVerdict,
      fakeVerdict,
    ]
  }

  fileprivate init(row: ArraySlice<Double>) {
    let numbers = Array(row)
    self.init(
      epoch: Int(exactly: numbers[0]) ?? 0, generator: numbers[1], discriminator: numbers[2],
      generatorMean: numbers[3], discriminatorMean: numbers[4], realVerdict: numbers[5],
      fakeVerdict: numbers[6])
  }
}
