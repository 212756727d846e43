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
