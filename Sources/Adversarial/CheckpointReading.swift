import Files
import Networks
import Tensors

/// What a checkpoint's file holds besides weights and optimizer state.
extension Checkpoint {
  /// Throws unless the header and every tensor, which is named, match their checksums.
  static func verify(_ file: SafetensorsFile) throws(NetworkError) {
    guard try CheckpointSeal.isIntact(file.header()) else {
      throw .brokenWeights("the header does not match its checksum")
    }
    for entry in file.entries {
      var digest = SHA256()
      try file.forEachPiece(of: entry) { digest.update($0) }
      guard file.metadata["sha256 \(entry.name)"] == digest.hexadecimal() else {
        throw .brokenWeights("tensor \"\(entry.name)\" does not match its checksum")
      }
    }
  }

  /// The tensors by name.
  static func entries(_ file: SafetensorsFile) -> [String: SafetensorsFile.TensorRecord] {
    var entries: [String: SafetensorsFile.TensorRecord] = [:]
    for entry in file.entries { entries[entry.name] = entry }
    return entries
  }

  static func records(_ file: SafetensorsFile) throws(NetworkError) -> [EpochRecord] {
    let losses = try numbers(Double.self, "history.losses", "F64", file)
    return stride(from: 0, to: losses.count - losses.count % columns, by: columns).map {
      EpochRecord(row: losses[$0..<$0 + columns])
    }
  }

  static func measurements(_ file: SafetensorsFile) throws(NetworkError) -> Measurements {
    let names = (file.metadata["measures"] ?? "").split(separator: " ").map(String.init)
    let measures = try numbers(Double.self, "history.measures", "F64", file)
    return Measurements(
      names: names,
      rows: stride(from: 0, to: measures.count, by: names.count + 1).compactMap { start in
        guard start + names.count < measures.count, let epoch = Int(exactly: measures[start])
        else { return nil }
        return Measurements.Row(
          epoch: epoch, values: Array(measures[start...].dropFirst().prefix(names.count)))
      })
  }

  static func unfinished(_ file: SafetensorsFile) throws(NetworkError) -> EpochRecord.Builder {
    let part = try numbers(Double.self, "history.unfinished", "F64", file)
    guard part.count == columns + 2, let steps = Int(exactly: part[columns]),
      let generatorSteps = Int(exactly: part[columns + 1])
    else { throw .brokenWeights("has no position within an epoch") }
    return EpochRecord.Builder(
      EpochRecord(row: part[..<columns]), steps: steps, generatorSteps: generatorSteps)
  }

  static func snapshots(_ file: SafetensorsFile) throws(NetworkError) -> [Snapshot] {
    let epochs = try numbers(Int64.self, "history.snapshot_epochs", "I64", file)
    let pixels = try numbers(UInt8.self, "history.snapshots", "U8", file)
    let size = epochs.isEmpty ? 0 : pixels.count / epochs.count
    return epochs.enumerated().map { index, epoch in
      Snapshot(epoch: Int(epoch), pixels: Array(pixels[index * size..<(index + 1) * size]))
    }
  }

  private static func numbers<Number: BitwiseCopyable>(
    _ type: Number.Type, _ name: String, _ stored: String, _ file: SafetensorsFile
  ) throws(NetworkError) -> [Number] {
    guard let entry = file.entries.first(where: { $0.name == name }), entry.type == stored else {
      throw .brokenWeights("has no tensor \"\(name)\" of \(stored)")
    }
    return Tensors.numbers(type, fromBytes: try file.bytes(of: entry)[...])
  }
}

extension EpochRecord {
  /// The record as numbers, in the order of its columns.
  var row: [Double] {
    [
      Double(epoch), generator, discriminator, generatorMean, discriminatorMean, realScore,
      fakeScore,
    ]
  }

  fileprivate init(row: ArraySlice<Double>) {
    let numbers = Array(row)
    self.init(
      epoch: Int(exactly: numbers[0]) ?? 0, generator: numbers[1], discriminator: numbers[2],
      generatorMean: numbers[3], discriminatorMean: numbers[4], realScore: numbers[5],
      fakeScore: numbers[6])
  }
}
