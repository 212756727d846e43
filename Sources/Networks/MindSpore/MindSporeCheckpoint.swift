import Files

extension SafetensorsFile {
  /// The tensors of a checkpoint that MindSpore wrote (`.ckpt`, 1.x and 2.x), under the names that an
  /// equal `torch.nn.Sequential` has.
  ///
  /// It is protocol buffers: `Checkpoint { repeated Value value = 1 }`, `Value { string tag = 1; oneof {
  /// TensorProto tensor = 2; MapTensorProto maptensor = 3 } }`, `TensorProto { repeated int64 dims = 1; string tensor_type = 2; bytes
  /// tensor_content = 3 }`. A tensor of more than 512 MiB is in several values of one tag, in order. Of a
  /// tag (`optim_ggeneratormodel.3.gamma`) the position and the name count: what stands before depends on
  /// how the network was put together, and differs within one file. `gamma`, `beta`, `moving_mean` and
  /// `moving_variance` are PyTorch's `weight`, `bias`, `running_mean` and `running_var`. A checksum at the
  /// end is not compared.
  ///
  /// What is no parameter of a layer (`global_step`, `optim_g.learning_rate`, `moment1.….gamma`, tables of
  /// embeddings) is left out, and named in `leftOut`.
  ///
  /// Throws `brokenWeights` or, for a file of another form, `foreignWeights` with the reason. Complexity: O(bytes).
  public init(mindSpore bytes: [UInt8]) throws(NetworkError) {
    if let foreign = SafetensorsFile.foreignFormat(Array(bytes.prefix(8))) {
      throw .foreignWeights(foreign)
    }
    let tensors: [MindSporeTensor]
    do throws(ProtobufReader.Malformed) {
      tensors = try MindSporeTensor.all(in: MindSporeTensor.withoutChecksum(bytes))
    } catch {
      throw .brokenWeights("this is no checkpoint of MindSpore's, or it is cut short")
    }
    var stored: [StoredTensor] = []
    var tags: [String: String] = [:]
    var leftOut: [String] = []
    for tensor in tensors {
      guard let name = tensor.name else {
        leftOut.append(tensor.tag)
        continue
      }
      if let other = tags.updateValue(tensor.tag, forKey: name) {
        throw .brokenWeights(
          other == tensor.tag
            ? "\(other) is there twice"
            : "\(other) and \(tensor.tag) are both \(name): this file is of several networks")
      }
      stored.append(try tensor.stored(as: name))
    }
    guard !stored.isEmpty else {
      throw .brokenWeights(
        "this checkpoint of MindSpore's has no tensors"
          + (leftOut.isEmpty ? "" : " of layers, only \(leftOut.prefix(3).joined(separator: ", "))")
      )
    }
    try self.init(encodeSafetensors(stored, metadata: []))
    self.leftOut = leftOut
  }

  /// What of a checkpoint of MindSpore's is no parameter of a layer and was left out, in words; `nil` if
  /// there was nothing.
  public var leftOutWords: String? {
    guard !leftOut.isEmpty else { return nil }
    let shown = leftOut.prefix(3).joined(separator: ", ") + (leftOut.count > 3 ? ", ..." : "")
    return leftOut.count == 1
      ? "1 entry is no parameter of a layer and is left out: \(shown)"
      : "\(leftOut.count) entries are no parameters of layers and are left out: \(shown)"
  }
}

/// A tensor as MindSpore keeps it.
private struct MindSporeTensor {
  var tag: String
  var dimensions: [Int] = []
  var type = ""
  var content: [UInt8] = []
  /// Whether it is one tensor; a table of embeddings is not.
  private var isTensor = true

  private static let types: [String: (name: String, width: Int)] = [
    "Float32": ("F32", 4), "Float16": ("F16", 2), "BFloat16": ("BF16", 2), "Float64": ("F64", 8),
    "Int64": ("I64", 8), "UInt8": ("U8", 1),
  ]

  /// What MindSpore's optimizers put before the names of the parameters that they keep something for.
  private static let optimizerStates: Set<Substring> = [
    "accum", "stat", "moments", "moment1", "moment2", "vhat", "mean_square", "mean_gradients",
    "adam_m", "adam_v", "linear",
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
      if let last = tensors.last, last.tag == part.tag, !last.isWhole {
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
      if field == 2 || field == 3 {
        tensor = bytes
        isTensor = field == 2
      }
    }
    guard let tag, let tensor else { throw ProtobufReader.Malformed() }
    self.tag = tag
    guard isTensor else { return }
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

  /// PyTorch's name; `nil` where it is no parameter of a layer.
  var name: String? {
    let parts = tag.split(separator: ".")
    guard isTensor, parts.count >= 2, let name = parts.last,
      parts[parts.count - 2].utf8.allSatisfy({ (48...57).contains($0) }),
      name.utf8.allSatisfy({ (97...122).contains($0) || $0 == 95 }),
      parts.dropLast(2).allSatisfy({ !MindSporeTensor.optimizerStates.contains($0) })
    else { return nil }
    return parts[parts.count - 2] + "." + (MindSporeTensor.names[String(name)] ?? String(name))
  }

  /// The sizes; a single number has the dimensions [0] or [1].
  private var shape: [Int] {
    let width = MindSporeTensor.types[type]?.width
    return dimensions == [0] && content.count == width ? [1] : dimensions
  }

  /// How many numbers it has by its sizes; `nil` if that is no number.
  private var count: Int? {
    var count = 1
    for size in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      guard !overflows else { return nil }
      count = product
    }
    return count
  }

  /// Whether all of its bytes are there: what follows with the same tag is no part of it.
  private var isWhole: Bool {
    guard let width = MindSporeTensor.types[type]?.width, let count else { return false }
    return count.multipliedReportingOverflow(by: width) == (content.count, false)
  }

  /// The tensor under a name. Throws where its type is not known or its size is not its own.
  func stored(as name: String) throws(NetworkError) -> StoredTensor {
    guard let type = MindSporeTensor.types[type]?.name else {
      throw .brokenWeights("\(tag) is of \(self.type), which is not read")
    }
    guard isWhole else { throw .brokenWeights("\(tag) of \(shape) has \(content.count) bytes") }
    return StoredTensor(name: name, type: type, shape: shape, bytes: content)
  }
}
