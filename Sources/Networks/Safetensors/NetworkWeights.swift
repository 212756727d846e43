import Vocabulary

extension Parameters {
  /// The parameters as a safetensors file that `load_state_dict` of an equal
  /// `torch.nn.Sequential` takes: names by position, dense weights [out, in], counters as I64.
  public func safetensors() -> [UInt8] {
    encodeSafetensors(stored(), metadata: [("format", "pt")])
  }

  /// The parameters as tensors of a file, their names after a prefix.
  public func stored(prefix: String = "") -> [StoredTensor] {
    entries.map { entry in
      let name = prefix + entry.name
      let shape = entry.specification.shape
      let values = entry.tensor.values
      return entry.specification.role == .counter
        ? StoredTensor(name, shape: shape, integers: values.map { Int64(exactly: $0) ?? .max })
        : StoredTensor(name, shape: shape, floats: values)
    }
  }

  /// What all names of a file begin with before a network's own, `model.` or `module.net.`; empty if
  /// they are the network's names as they stand, or nothing that ends in a full stop makes them so.
  public static func prefix(of file: SafetensorsFile, for network: Network) -> String {
    let wanted = Set(Parameters(for: network).entries.map(\.name))
    let names = file.entries.map(\.name)
    guard let first = names.first else { return "" }
    var prefix = ""
    for part in first.split(separator: ".", omittingEmptySubsequences: false).dropLast() {
      if names.contains(where: { wanted.contains(String($0.dropFirst(prefix.count))) }) {
        return prefix
      }
      prefix += part + "."
      guard names.allSatisfy({ $0.hasPrefix(prefix) }) else { break }
    }
    return ""
  }

  /// A network's parameters from a safetensors file of the same layers.
  ///
  /// Missing counters begin at 0 (files from before PyTorch kept them). Throws if the file is
  /// broken, and, with all differences or all such tensors at once, if it is for another network or has
  /// numbers that no network can have.
  public init(for network: Network, safetensors bytes: [UInt8]) throws(NetworkError) {
    try self.init(for: network, SafetensorsFile(bytes))
  }

  /// A network's parameters from those tensors of a file whose names begin with a prefix, as the other
  /// initializer takes them from a file of their own.
  public init(
    for network: Network, _ file: SafetensorsFile, prefix: String = ""
  ) throws(NetworkError) {
    self.init(for: network)
    let names = file.entries.map(\.name).filter { $0.hasPrefix(prefix) }
    var stored: [String: SafetensorsFile.TensorRecord] = [:]
    for entry in file.entries where entry.name.hasPrefix(prefix) {
      stored[String(entry.name.dropFirst(prefix.count))] = entry
    }
    var differences: [String] = []
    var impossible: [NetworkError.ImpossibleNumbers] = []
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
      let values = try file.values(of: found)
      let tooLarge = try file.countBeyondFloat32(in: found)
      for (fault, count) in [
        (.notFinite, values.count { !$0.isFinite } - tooLarge), (.beyondFloat32, tooLarge),
        (.belowZero, entry.specification.isVariance ? values.count { $0 < 0 } : 0),
      ] as [(NetworkError.ImpossibleNumbers.Fault, Int)] where count > 0 {
        impossible.append(
          NetworkError.ImpossibleNumbers(
            tensor: found.name, fault: fault, count: count, total: values.count))
      }
      entry.tensor.values = values
    }
    for name in names {
      guard let left = stored[String(name.dropFirst(prefix.count))] else { continue }
      differences.append("\(name) \(left.shape) is not in the network")
    }
    guard differences.isEmpty else {
      let shown = differences.prefix(10)
      let more = differences.count - shown.count
      throw .weightsDoNotFit(shown + (more > 0 ? ["and \(more) more"] : []))
    }
    guard impossible.isEmpty else { throw .impossibleWeights(impossible) }
  }
}
