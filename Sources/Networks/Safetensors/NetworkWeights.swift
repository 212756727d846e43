import Tensors

extension Parameters {
  /// The parameters as a safetensors file that `load_state_dict` of an equal
  /// `torch.nn.Sequential` takes: names by position, dense weights [out, in], counters as I64.
  ///
  /// The header is padded with spaces so that numbers begin at a multiple of 8 bytes.
  public func safetensors() -> [UInt8] {
    var header = "{\"__metadata__\":{\"format\":\"pt\"}"
    var numbers: [UInt8] = []
    numbers.reserveCapacity(entries.reduce(0) { $0 + 4 * $1.tensor.count })
    for entry in entries {
      let start = numbers.count
      let isCounter = entry.specification.role == .counter
      for value in entry.tensor.values {
        if isCounter {
          numbers.append(littleEndian: UInt64(bitPattern: Int64(value)))
        } else {
          numbers.append(littleEndian: value.bitPattern)
        }
      }
      header +=
        ",\"\(entry.name)\":{\"dtype\":\"\(isCounter ? "I64" : "F32")\",\"shape\":"
        + "[\(entry.specification.shape.map(String.init).joined(separator: ","))],"
        + "\"data_offsets\":[\(start),\(numbers.count)]}"
    }
    header += "}"
    while (header.utf8.count) % 8 != 0 { header += " " }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.utf8.count + numbers.count)
    bytes.append(littleEndian: UInt64(header.utf8.count))
    bytes.append(contentsOf: header.utf8)
    bytes.append(contentsOf: numbers)
    return bytes
  }

  /// A network's parameters from a safetensors file of the same layers.
  ///
  /// Missing counters begin at 0 (files from before PyTorch kept them). Throws if the file is
  /// broken, and, with all differences at once, if it is for another network.
  public init(for network: Network, safetensors bytes: [UInt8]) throws(NetworkError) {
    let file = try SafetensorsFile(bytes)
    self.init(for: network)
    var stored: [String: SafetensorsFile.Entry] = [:]
    for entry in file.entries { stored[entry.name] = entry }
    var differences: [String] = []
    for entry in entries {
      guard let found = stored.removeValue(forKey: entry.name) else {
        if entry.specification.role != .counter {
          differences.append("\(entry.name) \(entry.specification.shape) is missing")
        }
        continue
      }
      guard found.shape == entry.specification.shape else {
        differences.append(
          "\(entry.name) is \(found.shape), the network has \(entry.specification.shape)")
        continue
      }
      let values = file.values(of: found)
      let broken = values.count { !$0.isFinite }
      if broken > 0 { differences.append("\(broken) non-finite values in \(entry.name)") }
      entry.tensor.values = values
    }
    for entry in file.entries where stored[entry.name] != nil {
      differences.append("\(entry.name) \(entry.shape) is not in the network")
    }
    guard differences.isEmpty else {
      let shown = differences.prefix(10)
      let more = differences.count - shown.count
      throw .weightsDoNotFit(shown + (more > 0 ? ["and \(more) more"] : []))
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append<Integer: FixedWidthInteger>(littleEndian value: Integer) {
    var rest = value
    for _ in 0..<Integer.bitWidth / 8 {
      append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }
}
