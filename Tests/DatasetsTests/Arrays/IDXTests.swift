import Datasets
import Testing

@Suite struct IDXTests {
  private let folder: ScratchFolder
  private static let images: [UInt8] =
    [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 4] + (0..<24).map { UInt8(10 * $0) }
  private static let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9]
  /// `images`, packed by Python's `gzip.compress(images, 9, mtime=0)`.
  private static let packed: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x63, 0x60, 0xe0, 0x60, 0x66,
    0x60, 0x60, 0x00, 0x61, 0x26, 0x20, 0x66, 0x61, 0xe0, 0x12, 0x91, 0xd3, 0x30, 0xb2, 0x71,
    0x0b, 0x88, 0x4a, 0xc9, 0xab, 0x68, 0xea, 0x99, 0xb6, 0x60, 0xd5, 0x96, 0x7d, 0x27, 0x2e,
    0xdd, 0x79, 0x06, 0x00, 0x1b, 0x2c, 0xdc, 0x87, 0x28, 0x00, 0x00, 0x00,
  ]

  init() throws { folder = try ScratchFolder() }

  private var path: String { folder.path + "/images" }

  @Test("images are scaled, labels become kinds")
  func loaded() throws {
    try folder.write(Self.images, "images")
    try folder.write(Self.labels, "labels")
    #expect(try DataForm.at(path) == .idx)
    let set = try loadIDX(path)
    #expect(set.geometry == Geometry(height: 2, width: 4, channels: 1) && set.count == 3)
    #expect(set.image(2).pixels == (16..<24).map { UInt8(10 * $0) })
    #expect(set.kinds == nil)
    let options = ArrayOptions(limit: 2, labels: folder.path + "/labels")
    #expect(try loadIDX(path, options: options).kinds == ["7", "0"])
    #expect(try planIDX(path, options: options).count == 2)
    #expect(try planIDX(path, options: options).kinds == ["7", "0"])
    #expect(try loadIDX(path, options: ArrayOptions(limit: 2)).values == Array(set.values[..<16]))
    #expect(throws: DataError.self) { try loadIDX(folder.path + "/labels") }
    #expect(throws: DataError.self) { try loadIDX(path, options: ArrayOptions(labels: path)) }
  }

  @Test("gzipped files are the same data")
  func zipped() throws {
    try folder.write(Self.images, "images")
    let plain = try loadIDX(path)
    try folder.write(Self.packed, "images")
    #expect(try DataForm.at(path) == .idx)
    let set = try loadIDX(path)
    #expect(set.values == plain.values)
    #expect(try planIDX(path).geometry == set.geometry)
  }

  @Test("a file cut anywhere is an error", arguments: [images, packed])
  func truncated(bytes: [UInt8]) throws {
    for length in 0..<bytes.count {
      try folder.write(Array(bytes.prefix(length)), "images")
      #expect(throws: DataError.self) { try loadIDX(path) }
    }
  }

  @Test("a wrong byte anywhere in a packed file is an error or the same data")
  func damaged() throws {
    try folder.write(Self.packed, "images")
    let whole = try loadIDX(path)
    for index in Self.packed.indices {
      var wrong = Self.packed
      wrong[index] ^= 0x41
      try folder.write(wrong, "images")
      // Time and system of packing are not part of the data.
      if let set = try? loadIDX(path) { #expect(set.fingerprint == whole.fingerprint) }
    }
  }

  @Test("sizes that the file cannot hold are refused")
  func huge() throws {
    var bytes = Self.images
    bytes.replaceSubrange(4..<8, with: [0xff, 0xff, 0xff, 0xff])
    try folder.write(bytes, "images")
    #expect(throws: DataError.self) { try loadIDX(path) }
    try folder.write(Self.images + [0], "images")
    #expect(throws: DataError.self) { try loadIDX(path) }
    #expect(throws: DataError.self) { try planIDX(path) }
  }
}
