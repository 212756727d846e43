import Foundation
import Networks
import Tensors
import Testing

struct SafetensorsTests {
  private func network(_ units: Int = 4) throws -> Network {
    try Network(
      name: "generator", input: 3,
      elements: [
        .dense(units), "batchnorm", "relu",
        .dense(2), "tanh",
      ])
  }

  private func drawn(_ network: Network) -> Parameters {
    Parameters(for: network, seed: 9, number: 0, on: WorkerPool(threads: 1))
  }

  @Test func anONNXModelIsCalledThat() {
    let start: [UInt8] = [8, 7, 0x12, 7] + Array("ganrepl".utf8)
    let error = #expect(throws: NetworkError.self) { try SafetensorsFile(start) }
    #expect("\(error as Any)".contains("ONNX model"))
  }

  @Test func comesBackAsItWas() throws {
    let network = try network()
    let parameters = drawn(network)
    let bytes = parameters.safetensors()
    let read = try Parameters(for: network, safetensors: bytes)
    for (before, after) in zip(parameters.entries, read.entries) {
      #expect(before.name == after.name)
      #expect(before.tensor.values == after.tensor.values)
    }
    #expect(
      try SafetensorsFile(bytes).entries.map(\.name) == [
        "0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var",
        "1.num_batches_tracked", "3.weight", "3.bias",
      ])
  }

  @Test func readsWhatPyTorchWrote() throws {
    let url = try #require(
      Bundle.module.url(
        forResource: "torch_chain", withExtension: "safetensors", subdirectory: "Fixtures"))
    let network = try network()
    let parameters = try Parameters(for: network, safetensors: Array(Data(contentsOf: url)))
    let space = Workspace(network, batch: 2, backward: false, threads: 1)
    space.input.values = [0.1, 0.4, 0.2, 0.5, 0.3, 0.6]
    space.forward(parameters, .inference, on: WorkerPool(threads: 1))
    // What torch_chain.py printed: outputs of samples (0.1 0.2 0.3) and (0.4 0.5 0.6).
    for (value, expected) in zip(space.output.values, TorchChain.outputs) {
      #expect(abs(value - expected) < 1e-6)
    }
  }

  /// A header of 640 bytes begins as a PyTorch pickle does.
  @Test(arguments: [640, 1152]) func aLengthThatLooksLikeAPickleIsALength(length: Int) throws {
    var header = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    header += String(repeating: " ", count: length - header.utf8.count)
    let start = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    let file = try SafetensorsFile(start + Array(header.utf8) + [0, 0, 128, 63])
    #expect(start.starts(with: [0x80, UInt8(length >> 8)]))
    #expect(try file.values(of: file.entries[0]) == [1])
  }

  /// A file with a field of no meaning in a tensor's entry.
  private func file(unknownField value: String) -> [UInt8] {
    var header =
      "{\"a\":{\"dtype\":\"U8\",\"x\":\(value),\"shape\":[1],\"data_offsets\":[0,1]}}"
    while header.utf8.count % 8 != 0 { header += " " }
    return [UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8), 0, 0, 0, 0, 0, 0]
      + Array(header.utf8) + [7]
  }

  @Test(arguments: [
    "true", "false", "null", "0", "-0", "1.5e-3", "-12E+4", "\"a\"", "[]", "{}", "[[], {}]",
    "[1, \"]\", {\"a\": [null, {\"b\": -1}]}]", "{\"a\":{\"b\":[1,2,[3]]},\"c\":{}}", " [ 1 ] ",
  ])
  func unknownFieldsMayHoldAnyJSON(value: String) throws {
    #expect(try SafetensorsFile(file(unknownField: value)).entries.map(\.name) == ["a"])
  }

  @Test(arguments: [
    "", "*", "é", "2@", "]", "word", "01", "1.", ".5", "+1", "-", "1e", "tru", "truex", "[1,]",
    "[,1]",
    "[1 2]", "{\"a\"}", "{a:1}", "{\"a\":1,}", "[}", "{]", "[1", "\"a", "NaN", "Infinity", "'a'",
    "1,,2",
  ])
  func whatIsNoJSONIsRefused(value: String) {
    #expect(throws: NetworkError.self) { try SafetensorsFile(file(unknownField: value)) }
  }

  @Test func deepJSONIsRefused() {
    let deep = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
    #expect(throws: NetworkError.self) { try SafetensorsFile(file(unknownField: deep)) }
  }

  @Test func everyTruncationIsAnError() throws {
    let network = try network()
    let bytes = drawn(network).safetensors()
    for count in 0..<bytes.count {
      #expect(throws: NetworkError.self) {
        try Parameters(for: network, safetensors: Array(bytes[..<count]))
      }
    }
  }

  @Test func anotherNetworksWeightsAreNamed() throws {
    let bytes = drawn(try network(5)).safetensors()
    let error = try #require(throws: NetworkError.self) {
      try Parameters(for: network(4), safetensors: bytes)
    }
    #expect(error.message.contains("0.weight is [5, 3], the network has [4, 3]"))
  }

  /// Names that all begin with a module's name are a network's own after it.
  @Test(arguments: [
    "model.", "module.", "main.", "module.model.", "_orig_mod.", "netG.layers.1.", "7.", "0.",
  ])
  func aCommonPrefixIsNoPartOfTheNames(prefix: String) throws {
    let network = try network()
    let parameters = drawn(network)
    let file = try SafetensorsFile(
      encodeSafetensors(parameters.stored(prefix: prefix), metadata: []))
    #expect(Parameters.prefix(of: file, for: network) == prefix)
    let read = try Parameters(for: network, file, prefix: prefix)
    for (a, b) in zip(read.entries, parameters.entries) {
      #expect(a.tensor.values == b.tensor.values)
    }
  }

  @Test func namesOfTheNetworkHaveNoPrefix() throws {
    let network = try network()
    let own = drawn(network).stored()
    let file = try SafetensorsFile(encodeSafetensors(own, metadata: []))
    #expect(Parameters.prefix(of: file, for: network).isEmpty)
    // Two prefixes are two networks: none is dropped, and the names stand in the message.
    let two = drawn(network).stored(prefix: "g.") + drawn(network).stored(prefix: "d.")
    let both = try SafetensorsFile(encodeSafetensors(two, metadata: []))
    #expect(Parameters.prefix(of: both, for: network).isEmpty)
    let error = try #require(throws: NetworkError.self) { try Parameters(for: network, both) }
    #expect(error.message.contains("g.0.weight"))
  }

  /// Each kind of wrong numbers has its own words, with the tensor and how many, whatever else is wrong.
  @Test(arguments: [
    ([Double.nan], "0.weight 1 of", "not finite"),
    ([.infinity, -.infinity, .nan], "3 of", "not finite"),
    ([1e39, -1e300], "2 of", "beyond float32"),
  ])
  func numbersThatAreNoneSayWhichAndHowMany(wrong: [Double], count: String, fault: String) throws {
    let network = try network()
    var stored = drawn(network).stored(prefix: "model.")
    var doubles = stored[0].floats.map(Double.init)
    doubles.replaceSubrange(0..<wrong.count, with: wrong)
    stored[0] = StoredTensor(stored[0].name, shape: stored[0].shape, doubles: doubles)
    let file = try SafetensorsFile(encodeSafetensors(stored, metadata: []))
    let error = try #require(throws: NetworkError.self) {
      try Parameters(for: network, file, prefix: "model.")
    }
    #expect(error.message.contains(count) && error.message.contains(fault), "\(error.message)")
    #expect(error.message.contains("model.0.weight"), "\(error.message)")
    #expect(error.help?.contains("diverged") == (fault == "not finite"))
  }

  @Test func allTensorsWithWrongNumbersAreNamed() throws {
    let network = try network()
    let parameters = drawn(network)
    let (first, second) = (parameters.entries[0], parameters.entries[1])
    first.tensor.values[1] = .nan
    second.tensor.values[0] = .infinity
    let error = try #require(throws: NetworkError.self) {
      try Parameters(for: network, safetensors: parameters.safetensors())
    }
    #expect(
      error
        == .impossibleWeights(
          [first, second].map {
            .init(tensor: $0.name, fault: .notFinite, count: 1, total: $0.tensor.values.count)
          }))
  }

  @Test(arguments: [
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      "appears twice"
    ),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, "needs 8 bytes"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#, "only 4 bytes"),
    (#"{"a":{"dtype":"F4","shape":[1],"data_offsets":[0,4]}}"#, "F4"),
    (#"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#, "whole number"),
    (#"{"a":{"dtype":"F32","shape":[9223372036854775807,9],"data_offsets":[0,4]}}"#, "too large"),
    (#"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#, "fits"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, "not a begin and an end"),
    (#"{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}"#, "follow the last tensor"),
    (#"[1]"#, "object"), (#"{"a""#, "colon"), (#"{"a":{"x":[[[["#, "a value"),
  ])
  func hostileHeadersAreRefused(header: String, reason: String) throws {
    var bytes = (0..<8).map { UInt8(header.utf8.count >> (8 * $0) & 0xff) }
    bytes += Array(header.utf8) + [0, 0, 0, 0]
    let error = try #require(throws: NetworkError.self) { try SafetensorsFile(bytes) }
    #expect(error.message.contains(reason), "\(error.message)")
  }

  /// Numbers of each type with their bytes, the lowest first.
  private static let stored: [(type: String, bytes: [UInt8], values: [Float])] = [
    ("F32", [0, 0, 0xc0, 0x3f, 0, 0, 0x80, 0xff], [1.5, -.infinity]),
    (
      "F16", [0, 0x3e, 0, 0xc0, 0xff, 0x7b, 1, 0, 0, 0x80, 0, 0x7c, 0, 0x04],
      [1.5, -2, 65504, 0x1p-24, -0.0, .infinity, 0x1p-14]
    ),
    ("BF16", [0xc0, 0x3f, 0x80, 0xff], [1.5, -.infinity]),
    ("F64", [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], [1.5]),
    ("I64", [0xfe, 255, 255, 255, 255, 255, 255, 255], [-2]), ("U8", [0, 7, 255], [0, 7, 255]),
  ]

  @Test(arguments: stored)
  func everyTypeIsRead(type: String, bytes: [UInt8], values: [Float]) throws {
    let header =
      "{\"a\":{\"dtype\":\"\(type)\",\"shape\":[\(values.count)],"
      + "\"data_offsets\":[0,\(bytes.count)]}}"
    let length = (0..<8).map { UInt8(header.utf8.count >> (8 * $0) & 0xff) }
    let file = try SafetensorsFile(length + Array(header.utf8) + bytes)
    let read = try file.values(of: file.entries[0])
    #expect(read.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test func picklesAreNamed() throws {
    let error = try #require(throws: NetworkError.self) {
      try SafetensorsFile([0x50, 0x4b, 3, 4] + [UInt8](repeating: 0, count: 40))
    }
    #expect(error.message.contains("PyTorch"))
  }
}
