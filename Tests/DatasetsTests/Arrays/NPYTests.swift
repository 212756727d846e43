import Datasets
import Imaging
import Testing

@Suite struct NPYTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func load(_ bytes: [UInt8], _ options: ArrayOptions = ArrayOptions()) throws -> DataSet {
    try folder.write(bytes, "x.npy")
    #expect(try DataForm.at(folder.path + "/x.npy") == .array)
    let set = try loadArray(folder.path + "/x.npy", options: options)
    let plan = try planArray(folder.path + "/x.npy", options: options)
    #expect(plan.count == set.count && plan.geometry == set.geometry)
    return set
  }

  @Test("shapes say what a sample is")
  func shapes() throws {
    let bytes = (0..<144).map { UInt8($0) }
    let square = Geometry(height: 6, width: 6, channels: 1)
    #expect(try load(encodeNPY(shape: [4, 36], bytes: bytes)).geometry == square)
    #expect(try load(encodeNPY(shape: [12, 12], bytes: bytes)).geometry == nil)
    #expect(try load(encodeNPY(shape: [4, 6, 6], bytes: bytes)).geometry == square)
    #expect(
      try load(encodeNPY(shape: [4, 3, 4, 3], bytes: bytes)).geometry
        == Geometry(height: 3, width: 4, channels: 3))
    for shape in [[144], [2, 2, 2, 2, 9], [4, 6, 3, 2]] {
      #expect(throws: DataError.self) { try load(encodeNPY(shape: shape, bytes: bytes)) }
    }
    #expect(throws: DataError.self) { try load(encodeNPY(shape: [0, 4], bytes: [])) }
  }

  @Test("bytes are scaled as asked and come back")
  func bytes() throws {
    let bytes = (0..<128).map { UInt8(2 * $0) }
    let file = encodeNPY(shape: [2, 8, 8], bytes: bytes)
    for rule in [nil, ScalingRule.range(low: 0, high: 1), .standardize] {
      let set = try load(file, ArrayOptions(scaling: rule))
      #expect((0..<2).flatMap { set.image(of: set.sample($0)).pixels } == bytes)
    }
    #expect(try load(file).values[0] == -1)
    #expect(try load(file, ArrayOptions(limit: 1)).values.count == 64)
  }

  @Test("numbers are standardized if asked", arguments: [(1, 0), (0.5, 0.5), (9, 3), (100, 120)])
  func standardizedFloats(width: Float, middle: Float) throws {
    let values = (0..<32).map { width * (Float($0 * $0 % 32) / 16 - 1) + middle }
    let file = encodeNPY(shape: [2, 16], floats: values)
    let set = try load(file, ArrayOptions(scaling: .standardize))
    let numbers = set.values.map(Double.init)
    #expect(abs(numbers.reduce(0, +) / 32) < 1e-6)
    #expect(abs(numbers.reduce(0) { $0 + $1 * $1 } / 32 - 1) < 1e-5)
    // A straight line through what was there, and the same pictures.
    let plain = try load(file)
    let (a, b, c) = (values[0], values[1], values[5])
    let shares = (
      (c - a) / (b - a), (set.values[5] - set.values[0]) / (set.values[1] - set.values[0])
    )
    #expect(abs(shares.0 - shares.1) < 1e-4)
    for sample in 0..<2 {
      let pixels = zip(
        set.image(of: set.sample(sample)).pixels, plain.image(of: plain.sample(sample)).pixels)
      #expect(pixels.allSatisfy { abs(Int($0) - Int($1)) <= 1 })
    }
  }

  @Test("equal numbers are standardized to 0")
  func equalFloats() throws {
    let file = encodeNPY(shape: [2, 16], floats: [Float](repeating: 7, count: 32))
    let set = try load(file, ArrayOptions(scaling: .standardize))
    #expect(set.values.allSatisfy { $0 == 0 })
  }

  @Test("numbers are taken as they are")
  func floats() throws {
    let values = (0..<32).map { Float($0) / 16 - 1 }
    let set = try load(encodeNPY(shape: [2, 16], floats: values))
    #expect(set.values == values)
    #expect(set.scaling == .range(low: -1, high: 1))
    #expect(set.image(of: set.sample(0)).pixels[0] == 0)
    let wide = try load(encodeNPY(shape: [2, 16], floats: values.map { $0 * 9 }))
    #expect(wide.values == values.map { $0 * 9 })
    for wrong in [Float.nan, .infinity] {
      #expect(throws: DataError.self) {
        try load(encodeNPY(shape: [2, 16], floats: values.dropLast() + [wrong]))
      }
    }
  }

  @Test("a file reads back as it was written")
  func roundTrip() throws {
    for shape in [[24], [4, 6], [2, 3, 4], [1, 24, 1]] {
      let floats = NumberArray(shape: shape, floats: (0..<24).map { Float($0) * 0.37 })
      let bytes = encodeNPY(shape: shape, floats: floats.floats)
      #expect(try NumberArray(npy: bytes, path: "x") == floats)
      #expect((bytes.count - 24 * 4) % 64 == 0)
    }
  }

  @Test("headers as NumPy writes them in all versions")
  func headers() throws {
    let text = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 4), }"
    let numbers = (0..<8).flatMap { i in
      withUnsafeBytes(of: Double(i).bitPattern.littleEndian) { Array($0) }
    }
    for (version, lengthBytes) in [(1, 2), (2, 4), (3, 4)] {
      let length = (0..<lengthBytes).map { UInt8((text.utf8.count + 1) >> (8 * $0) & 255) }
      let head = [0x93] + Array("NUMPY".utf8) + [UInt8(version), 0] + length
      let array = try NumberArray(npy: head + Array((text + "\n").utf8) + numbers, path: "x")
      #expect(array.shape == [2, 4] && array.floats == (0..<8).map { Float($0) })
    }
  }

  @Test(
    "headers that are not NumPy's are refused",
    arguments: [
      "{'descr': '>f4', 'fortran_order': False, 'shape': (2, 4), }",
      "{'descr': '<i8', 'fortran_order': False, 'shape': (2, 4), }",
      "{'descr': '|O', 'fortran_order': False, 'shape': (2, 4), }",
      "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 4), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, -4), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 99999999999999999999), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (4000000000, 1000000), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4",
      "{'descr': '<f4', 'fortran_order': False, }", "{'descr': '<f4', 'descr': '<f4'}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4), 'more': 1}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4), } x", "", "{", "{'", "[1]",
    ])
  func badHeaders(text: String) {
    let head: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0]
    let bytes = head + Array(text.utf8) + [UInt8](repeating: 0, count: 32)
    #expect(throws: DataError.self) { try NumberArray(npy: bytes, path: "x") }
  }

  @Test("a file cut anywhere, or longer than its shape says, is an error")
  func truncated() throws {
    let bytes = encodeNPY(shape: [3, 5], floats: (0..<15).map { Float($0) })
    for length in 0..<bytes.count {
      #expect(throws: DataError.self) {
        try NumberArray(npy: Array(bytes.prefix(length)), path: "x")
      }
    }
    #expect(throws: DataError.self) { try NumberArray(npy: bytes + [0], path: "x") }
    #expect(throws: DataError.self) { try planArray(folder.path + "/none.npy") }
  }

  @Test("a wrong byte anywhere does not stop the program")
  func damaged() {
    let bytes = encodeNPY(shape: [3, 5], bytes: (0..<15).map { UInt8($0) })
    for index in bytes.indices {
      for change: UInt8 in 1...255 {
        var wrong = bytes
        wrong[index] ^= change
        _ = try? NumberArray(npy: wrong, path: "x")
      }
    }
  }
}
