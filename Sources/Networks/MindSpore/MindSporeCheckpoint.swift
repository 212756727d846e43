import Files

extension SafetensorsFile {
  /// The tensors of a checkpoint that MindSpore wrote (`.ckpt`, 1.x and 2.x), under the names that an
  /// equal `torch.nn.Sequential` has.
  ///
  /// It is protocol buffers: `Checkpoint { repeated Value value = 1 }`, `Value { string tag = 1;
  /// TensorProto tensor = 2 }`, `TensorProto { repeated int64 dims = 1; string tensor_type = 2; bytes
  /// tensor_content = 3 }`. A tensor of more than 512 MiB is in several values of one tag, in order. Of a
  /// tag (`optim_ggeneratormodel.3.gamma`) the position and the name count: what stands before depends on
  /// how the network was put together, and differs within one file. `gamma`, `beta`, `moving_mean` and
  /// `moving_variance` are PyTorch's `weight`, `bias`, `running_mean` and `running_var`. A checksum at the
  /// end is not compared.
  ///
  /// Throws `brokenWeights` with the reason. Complexity: O(bytes).
  public init(mindSpore bytes: [UInt8]) throws(NetworkError) {
    if let foreign = SafetensorsFile.foreignFormat(Array(bytes.prefix(8))) {
      throw .brokenWeights(foreign)
    }
    let tensors: [MindSporeTensor]
    do throws(ProtobufReader.Malformed) {
      tensors = try MindSporeTensor.all(in: MindSporeTensor.withoutChecksum(bytes))
    } catch {
      throw .brokenWeights("this is no checkpoint of MindSpore's, or it is cut short")
    }
    guard !tensors.isEmpty else {
      throw .brokenWeights("this checkpoint of MindSpore's has no tensors")
    }
    var stored: [StoredTensor] = []
    var tags: [String: String] = [:]
    for tensor in tensors {
      let named = try tensor.stored()
      if let other = tags.updateValue(tensor.tag, forKey: named.name) {
        throw .brokenWeights(
          "\(other) and \(tensor.tag) are both \(named.name): this file is of several networks")
      }
      stored.append(named)
    }
    try self.init(encodeSafetensors(stored, metadata: []))
  }
}

/// A tensor as MindSpore keeps it.
private struct MindSporeTensor {
  var tag: String
  var dimensions: [Int] = []
  var type = ""
  var content: [UInt8] = []

  private static let types: [String: (name: String, width: Int)] = [
    "Float32": ("F32", 4), "Float16": ("F16", 2), "BFloat16": ("BF16", 2), "Float64": ("F64", 8),
    "Int64": ("I64", 8), "UInt8": ("U8", 1),
  ]

  private static let names = [
    "gamma": "weight", "beta": "bias", "moving_mean": "running_mean",
    "moving_variance": "running_var",
  ]

  /// A file without `crc_num` and ten digits at its end.
  static func withoutChecksum(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    let mark = Array("crc_num".utf8)
    let body = bytes.dropLast(10)
    return body.suffix(mark.count).elementsEqual(mark) ? body.dropLast(mark.count) : bytes[...]
  }

  /// All tensors of a file; those in several parts are put together.
  static func all(
    in bytes: ArraySlice<UInt8>
  ) throws(ProtobufReader.Malformed) -> [MindSporeTensor] {
    var file = ProtobufReader(bytes)
    var tensors: [MindSporeTensor] = []
    while let (field, value) = try file.next() {
      guard field == 1, case .bytes(let message) = value else { throw ProtobufReader.Malformed() }
      let part = try MindSporeTensor(message)
      if tensors.last?.tag == part.tag {
        tensors[tensors.count - 1].content += part.content
      } else {
        tensors.append(part)
      }
    }
    return tensors
  }

  private init(_ message: ArraySlice<UInt8>) throws(ProtobufReader.Malformed) {
    var reader = ProtobufReader(message)
    var tag: String?
    var tensor: ArraySlice<UInt8>?
    while let (field, value) = try reader.next() {
      guard case .bytes(let bytes) = value else { throw ProtobufReader.Malformed() }
      if field == 1 { tag = String(validating: bytes, as: UTF8.self) }
      if field == 2 { tensor = bytes }
    }
    guard let tag, let tensor else { throw ProtobufReader.Malformed() }
    self.tag = tag
    reader = ProtobufReader(tensor)
    while let (field, value) = try reader.next() {
      switch (field, value) {
      case (1, .number(let size)):
        guard let size = Int(exactly: size) else { throw ProtobufReader.Malformed() }
        dimensions.append(size)
      case (1, .bytes(let packed)):
        var sizes = ProtobufReader(packed)
        dimensions += try sizes.numbers()
      case (2, .bytes(let name)): type = String(decoding: name, as: UTF8.self)
      case (3, .bytes(let bytes)): content = Array(bytes)
      default: throw ProtobufReader.Malformed()
      }
    }
  }

  /// The tensor under PyTorch's name. Throws where its type is not known or its size is not its own.
  func stored() throws(NetworkError) -> StoredTensor {
    guard let (type, width) = MindSporeTensor.types[type] else {
      throw .brokenWeights("\(tag) is of \(self.type), which is not read")
    }
    // A single number has the dimensions [0] or [1].
    let isNumber = dimensions == [0] && content.count == width
    let shape = isNumber ? [1] : dimensions
    let count = shape.reduce((1, false)) { before, size in
      let (product, overflows) = before.0.multipliedReportingOverflow(by: size)
      return (product, before.1 || overflows)
    }
    guard !count.1, count.0 <= content.count, count.0 * width == content.count else {
      throw .brokenWeights("\(tag) of \(shape) has \(content.count) bytes")
    }
    let parts = tag.split(separator: ".").suffix(2).map(String.init)
    guard parts.count == 2, let name = parts.last, let position = parts.first,
      position.utf8.allSatisfy({ (48...57).contains($0) }),
      name.utf8.allSatisfy({ (97...122).contains($0) || $0 == 95 })
    else {
      throw .brokenWeights(
        "\(tag) does not end in a position and a name, as those of nn.SequentialCell do")
    }
    return StoredTensor(
      name: position + "." + (MindSporeTensor.names[name] ?? name), type: type, shape: shape,
      bytes: content)
  }
}
