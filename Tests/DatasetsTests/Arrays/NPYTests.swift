import Datasets
import Foundation
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

  @Test("channels may come first where they cannot come last")
  func channelsFirst() throws {
    let bytes = (0..<144).map { UInt8($0) }
    let gray = try load(encodeNPY(shape: [2, 1, 8, 9], bytes: bytes))
    #expect(gray.geometry == Geometry(height: 8, width: 9, channels: 1))
    #expect(gray.image(1).pixels == Array(bytes[72...]))
    #expect(gray.notes.first?.contains("[2, 1, 8, 9] is read with its channels first") == true)
    let last = (0..<144).map { (index: Int) -> UInt8 in
      let (sample, place) = index.quotientAndRemainder(dividingBy: 72)
      let source: Int = sample * 72 + place % 3 * 24 + place / 3
      return UInt8(source)
    }
    let colour = try load(encodeNPY(shape: [2, 3, 4, 6], bytes: bytes))
    #expect(colour.geometry == Geometry(height: 4, width: 6, channels: 3))
    #expect((0..<2).flatMap { colour.image($0).pixels } == last)
    let floats = try load(encodeNPY(shape: [2, 3, 4, 6], floats: bytes.map { Float($0) }))
    #expect(floats.values == last.map { Float($0) } && floats.notes.count == 1)
    // Three columns of three colours, or three colours of three columns: the usual order.
    #expect(try load(encodeNPY(shape: [4, 3, 4, 3], bytes: bytes)).notes.isEmpty)
    let wrong = #expect(throws: DataError.self) {
      try load(encodeNPY(shape: [2, 2, 6, 6], bytes: bytes))
    }
    #expect(wrong?.message.contains("which come last: [N, H, W, C]") == true)
  }

  @Test("bytes are scaled as asked and come back")
  func bytes() throws {
    let bytes = (0..<128).map { UInt8(2 * $0) }
    let file = encodeNPY(shape: [2, 8, 8], bytes: bytes)
    for rule in [nil, ScalingRule.range(low: 0, high: 1), .standardize] {
      let set = try load(file, ArrayOptions(scaling: rule))
      #expect((0..<2).flatMap { set.image($0).pixels } == bytes)
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
        set.image(sample).pixels, plain.image(sample).pixels)
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
    #expect(set.image(0).pixels[0] == 0)
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

  /// A file as NumPy writes it, of numbers given by their bits.
  private func file(
    _ type: String, _ bits: [UInt64], shape: String, isFortran: Bool = false
  ) -> [UInt8] {
    let text =
      "{'descr': '\(type)', 'fortran_order': \(isFortran ? "True" : "False"), 'shape': (\(shape)), }\n"
    let size = Int(type.dropFirst(2)) ?? 1
    let numbers = bits.flatMap { bits in
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
      return type.hasPrefix(">") ? bytes.reversed() : bytes
    }
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
      + numbers
  }

  @Test(
    "plain numbers of every type are read",
    arguments: [
      ("|b1", [0, 1, 1, 0], [0, 1, 1, 0]), ("|i1", [0xff, 3, 0x80, 7], [-1, 3, -128, 7]),
      ("<i2", [0xffff, 300, 0, 1], [-1, 300, 0, 1]),
      (">i2", [0xffff, 300, 0, 1], [-1, 300, 0, 1]),
      ("<u2", [0xffff, 300, 0, 1], [65535, 300, 0, 1]),
      (">u4", [9, 1 << 31, 0, 1], [9, 2_147_483_648, 0, 1]),
      ("<i4", [0xffff_ffff, 5, 0, 1], [-1, 5, 0, 1]),
      ("<u8", [1 << 63, 5, 0, 1], [9.223372e18, 5, 0, 1]),
      ("<i8", [UInt64.max, 255, 0, 128], [-1, 255, 0, 128]),
      (">i8", [UInt64.max, 255, 0, 128], [-1, 255, 0, 128]), ("=i8", [1, 2, 3, 4], [1, 2, 3, 4]),
      ("<f2", [0x3c00, 0xc000, 0x3555, 0], [1, -2, 0.33325195, 0]),
      (">f2", [0x3c00, 0xc000, 0x3555, 0], [1, -2, 0.33325195, 0]),
      (">f4", [0x3f80_0000, 0xc000_0000, 0, 0], [1, -2, 0, 0]),
      (">f8", [0x3ff0_0000_0000_0000, 0xc000_0000_0000_0000, 0, 0], [1, -2, 0, 0]),
    ] as [(String, [UInt64], [Float])])
  func everyType(type: String, bits: [UInt64], values: [Float]) throws {
    #expect(try load(file(type, bits, shape: "2, 2")).values == values, "\(type)")
  }

  @Test("the order of axes changes nothing", arguments: ["|u1", "<f4", ">i8"])
  func fortranOrder(type: String) throws {
    // Of shape [2, 3, 4]; the number at (a, b, c) is 12 a + 4 b + c.
    let inC = (0..<24).map { UInt64($0) }
    var inFortran: [UInt64] = []
    for c in 0..<4 {
      for b in 0..<3 { for a in 0..<2 { inFortran.append(UInt64(12 * a + 4 * b + c)) } }
    }
    let isFloat = type == "<f4"
    func bits(_ numbers: [UInt64]) -> [UInt64] {
      isFloat ? numbers.map { UInt64(Float($0).bitPattern) } : numbers
    }
    let plain = try load(file(type, bits(inC), shape: "2, 3, 4"))
    let turned = try load(file(type, bits(inFortran), shape: "2, 3, 4", isFortran: true))
    #expect(plain.fingerprint == turned.fingerprint)
    let options = ArrayOptions(limit: 1)
    #expect(
      try load(file(type, bits(inFortran), shape: "2, 3, 4", isFortran: true), options).values
        == load(file(type, bits(inC), shape: "2, 3, 4"), options).values)
  }

  @Test("a limit reads no more than its rows")
  func limit() throws {
    // A file with a hole: 8 GB of zeros behind the first rows, of which the disk holds nothing.
    let head = encodeNPY(shape: [8, 4096], floats: (0..<8 * 4096).map { Float($0 % 7) })
    try folder.write(head, "x.npy")
    let path = folder.path + "/x.npy"
    let rows = 500_000
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), 4096), }"
    let header = Array((text + String(repeating: " ", count: 117 - text.utf8.count) + "\n").utf8)
    let start = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count), 0] + header
    try folder.write(start + head.suffix(8 * 4096 * 4), "x.npy")
    let size = start.count + rows * 4096 * 4
    #expect(truncate(path, size) == 0)
    let clock = ContinuousClock()
    let begin = clock.now
    let set = try loadArray(path, options: ArrayOptions(limit: 8))
    #expect(set.count == 8 && set.values[4097] == Float(4097 % 7))
    #expect(clock.now - begin < .seconds(2))
    #expect(try planArray(path, options: ArrayOptions(limit: 8)).count == 8)
    #expect(throws: DataError.self) { try loadArray(path) }
  }

  @Test(
    "headers that are not NumPy's are refused",
    arguments: [
      "{'descr': '<c8', 'fortran_order': False, 'shape': (2, 2), }",
      "{'descr': '<f16', 'fortran_order': False, 'shape': (2, 1), }",
      "{'descr': '<U1', 'fortran_order': False, 'shape': (2, 4), }",
      "{'descr': '|f4', 'fortran_order': False, 'shape': (2, 4), }",
      "{'descr': '<f04', 'fortran_order': False, 'shape': (2, 4), }",
      "{'descr': '<M8', 'fortran_order': False, 'shape': (2, 2), }",
      "{'descr': '', 'fortran_order': False, 'shape': (2, 4), }",
      "{'descr': '|O', 'fortran_order': False, 'shape': (2, 4), }",
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
