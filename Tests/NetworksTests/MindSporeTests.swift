import Files
import Testing

@testable import Networks

/// Checkpoints of MindSpore's form, and what is done to them.
struct MindSporeTests {
  private func value(_ tag: String, _ shape: [Int], _ floats: [Float]) -> [UInt8] {
    var tensor = ProtobufMessage()
    for size in shape { tensor.add(Int64(size), as: 1) }
    tensor.add("Float32", as: 2)
    tensor.add(
      floats.flatMap { number in (0..<4).map { UInt8(number.bitPattern >> (8 * $0) & 255) } }, as: 3
    )
    var value = ProtobufMessage()
    value.add(tag, as: 1)
    value.add(tensor, as: 2)
    var file = ProtobufMessage()
    file.add(value, as: 1)
    return file.bytes
  }

  /// An entry whose other kind, field 3, is filled.
  private func table(_ tag: String) -> [UInt8] {
    var value = ProtobufMessage()
    value.add(tag, as: 1)
    value.add("a table of embeddings", as: 3)
    var file = ProtobufMessage()
    file.add(value, as: 1)
    return file.bytes
  }

  private var file: [UInt8] {
    value("optim_ggeneratormodel.0.weight", [2, 3], [1, 2, 3, 4, 5, 6])
      + value("optim_ggeneratormodel.0.bias", [2], [7, 8])
      + value("generatormodel.1.moving_mean", [2], [9, 10])
      + value("generatormodel.1.moving_variance", [2], [11, 12])
      + value("optim_ggeneratormodel.1.gamma", [2], [13, 14])
      + value("optim_ggeneratormodel.1.beta", [2], [15, 16])
  }

  @Test func namesAreThoseOfASequential() throws {
    let network = try Network(name: "generator", input: 3, elements: [.dense(2), "batchnorm"])
    let parameters = try Parameters(for: network, SafetensorsFile(mindSpore: file))
    let numbers = Dictionary(
      uniqueKeysWithValues: parameters.entries.map { ($0.name, $0.tensor.values) })
    #expect(numbers["0.weight"] == [1, 2, 3, 4, 5, 6])
    #expect(numbers["0.bias"] == [7, 8])
    #expect(numbers["1.weight"] == [13, 14])
    #expect(numbers["1.bias"] == [15, 16])
    #expect(numbers["1.running_mean"] == [9, 10])
    #expect(numbers["1.running_var"] == [11, 12])
    #expect(numbers["1.num_batches_tracked"] == [0])
  }

  /// What is no parameter of a layer is counted and left out, wherever it stands.
  @Test func otherEntriesAreLeftOut() throws {
    let others =
      value("global_step", [1], [7]) + value("optim_g.learning_rate", [], [0.1])
      + value("moment1.model.0.weight", [2, 3], [1, 2, 3, 4, 5, 6])
      + value("accum.generatormodel.1.beta", [2], [0, 0]) + table("embedding.0.weight")
    let network = try Network(name: "generator", input: 3, elements: [.dense(2), "batchnorm"])
    for bytes in [others + file, file + others] {
      let read = try SafetensorsFile(mindSpore: bytes)
      #expect(read.leftOutWords?.hasPrefix("5 entries are no parameters of layers") == true)
      _ = try Parameters(for: network, read)
    }
    #expect(try SafetensorsFile(mindSpore: file).leftOutWords == nil)
    #expect(
      throws: NetworkError.brokenWeights(
        "this checkpoint of MindSpore's has no tensors of layers, only embedding.0.weight")
    ) { try SafetensorsFile(mindSpore: table("embedding.0.weight")) }
  }

  @Test func oneTagTwice() {
    let bias = value("generatormodel.0.bias", [2], [7, 8])
    for bytes in [bias + bias, bias + value("generatormodel.0.weight", [1], [1]) + bias] {
      #expect(throws: NetworkError.brokenWeights("generatormodel.0.bias is there twice")) {
        try SafetensorsFile(mindSpore: bytes)
      }
    }
  }

  /// A variance below 0 would make every sample nan.
  @Test func negativeVariance() throws {
    let network = try Network(name: "generator", input: 3, elements: [.dense(2), "batchnorm"])
    let parameters = Parameters(for: network)
    let variance = try #require(parameters.entries.first { $0.name == "1.running_var" })
    variance.tensor.values = [1, -0.25]
    let reason = NetworkError.impossibleWeights([
      .init(tensor: "1.running_var", fault: .belowZero, count: 1, total: 2)
    ])
    #expect(throws: reason) {
      try Parameters(for: network, safetensors: parameters.safetensors())
    }
    variance.tensor.values = [1, 0]
    _ = try Parameters(for: network, safetensors: parameters.safetensors())
  }

  /// No damage ends the process; a file that is cut short is never taken for a whole one.
  @Test func damageIsAnError() throws {
    let file = file
    let whole = try SafetensorsFile(mindSpore: file).entries.count
    for end in 0..<file.count {
      let entries = try? SafetensorsFile(mindSpore: Array(file[..<end])).entries.count
      #expect(entries.map { $0 < whole } ?? true)
    }
    for index in file.indices {
      for bit in 0..<8 {
        var damaged = file
        damaged[index] ^= 1 << bit
        _ = try? SafetensorsFile(mindSpore: damaged)
      }
    }
  }
}
