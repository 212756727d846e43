/// What the header of a NumPy array file says, read strictly: three keys, each once.
struct NPYHeader: Equatable {
  /// A type of numbers that is read.
  struct Element: Equatable {
    /// What the bits are.
    enum Kind: Character {
      case truth = "b"
      case signed = "i"
      case unsigned = "u"
      case floating = "f"
    }

    static let bytes = Element(kind: .unsigned, size: 1)
    static let floats = Element(kind: .floating, size: 4)

    let kind: Kind
    /// Bytes of a number.
    let size: Int
    var isBigEndian = false

    /// As NumPy writes it: `<f4`.
    var description: String {
      "\(size == 1 ? "|" : isBigEndian ? ">" : "<")\(kind.rawValue)\(size)"
    }
  }

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// No header of ours or NumPy's comes near.
  static let lengthLimit = 1 << 16

  let element: Element
  /// Whether the first axis is the quickest.
  let isFortran: Bool
  let shape: [Int]
  /// Where the numbers begin.
  let dataStart: Int

  /// The numbers in all.
  let count: Int

  /// Reads the header of versions 1 to 3 at the start of `bytes`, of which more may follow.
  init(_ bytes: [UInt8]) throws(NPYProblem) {
    guard bytes.count >= 10 else { throw NPYProblem("ends within its header") }
    guard bytes.starts(with: NPYHeader.magic) else { throw NPYProblem("not a NumPy array") }
    guard (1...3).contains(bytes[6]), bytes[7] == 0 else {
      throw NPYProblem("format version \(bytes[6]).\(bytes[7]); versions 1 to 3 are read")
    }
    let lengthBytes = bytes[6] == 1 ? 2 : 4
    guard bytes.count >= 8 + lengthBytes else { throw NPYProblem("ends within its header") }
    let length = (0..<lengthBytes).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
    guard length <= NPYHeader.lengthLimit else {
      throw NPYProblem("a header of \(length) bytes; the limit is \(NPYHeader.lengthLimit)")
    }
    dataStart = 8 + lengthBytes + length
    guard bytes.count >= dataStart else { throw NPYProblem("ends within its header") }
    var scanner = NPYScanner(bytes[(8 + lengthBytes)..<dataStart])
    let fields = try scanner.fields()
    guard let element = Element(fields.type) else {
      throw NPYProblem(
        "numbers of type '\(fields.type)'; bool, whole numbers of 8 to 64 bits and floats of 16 to "
          + "64 bits are read; x.astype('float32') makes such")
    }
    var count = 1
    for size in fields.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, product <= Int.max / 16 else { throw NPYProblem("a shape without bounds") }
      count = product
    }
    self.element = element
    isFortran = fields.isFortran
    self.shape = fields.shape
    self.count = count
  }
}

extension NPYHeader.Element {
  /// The type that a header names; `nil` if it is not read.
  init?(_ text: String) {
    var rest = Substring(text)
    guard let order = rest.popFirst(), "<>|=".contains(order),
      let kind = rest.popFirst().flatMap(Kind.init), let size = Int(rest), "\(size)" == rest
    else { return nil }
    let sizes =
      switch kind {
      case .truth: [1]
      case .signed, .unsigned: [1, 2, 4, 8]
      case .floating: [2, 4, 8]
      }
    guard sizes.contains(size), order != "|" || size == 1 else { return nil }
    self.init(kind: kind, size: size, isBigEndian: order == ">" && size > 1)
  }

  /// A number of its bits.
  func value(_ bits: UInt64) -> Float {
    switch kind {
    case .truth: bits == 0 ? 0 : 1
    case .unsigned: Float(bits)
    case .signed:
      Float(Int64(bitPattern: bits << (64 - 8 * UInt64(size))) >> (64 - 8 * Int64(size)))
    case .floating:
      switch size {
      case 2: Float(Float16(bitPattern: UInt16(truncatingIfNeeded: bits)))
      case 4: Float(bitPattern: UInt32(truncatingIfNeeded: bits))
      default: Float(Double(bitPattern: bits))
      }
    }
  }

  /// The numbers of bytes. Complexity: O(bytes).
  func values(_ bytes: [UInt8]) -> [Float] {
    bytes.withUnsafeBytes { buffer in
      let count = buffer.count / size
      if self == .floats {
        return (0..<count).map {
          let bits = buffer.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)
          return Float(bitPattern: UInt32(littleEndian: bits))
        }
      }
      return (0..<count).map { index in
        var bits: UInt64 = 0
        for byte in 0..<size {
          let place = isBigEndian ? size - 1 - byte : byte
          bits |= UInt64(buffer[index * size + place]) << (8 * UInt64(byte))
        }
        return value(bits)
      }
    }
  }
}

/// Why an array file cannot be read.
struct NPYProblem: Error, Equatable {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}

/// Reads the dictionary that a header holds: strings, `True`, `False`, a tuple of numbers.
private struct NPYScanner {
  private let text: [UInt8]
  private var position = 0

  init(_ bytes: ArraySlice<UInt8>) { text = Array(bytes) }

  mutating func fields() throws(NPYProblem) -> (type: String, isFortran: Bool, shape: [Int]) {
    var type: String?
    var isFortran: Bool?
    var shape: [Int]?
    try expect("{")
    while !take("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr" where type == nil: type = try string()
      case "fortran_order" where isFortran == nil: isFortran = try truth()
      case "shape" where shape == nil: shape = try tuple()
      default: throw NPYProblem("a header with an unexpected key '\(key)'")
      }
      if !take(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard position == text.count, let type, let isFortran, let shape else {
      throw NPYProblem("an incomplete header")
    }
    return (type, isFortran, shape)
  }

  private mutating func skipSpace() {
    while position < text.count, [0x20, 0x0a].contains(text[position]) { position += 1 }
  }

  private mutating func take(_ word: String) -> Bool {
    skipSpace()
    guard text[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func expect(_ word: String) throws(NPYProblem) {
    guard take(word) else { throw NPYProblem("a header without '\(word)' in its place") }
  }

  private mutating func string() throws(NPYProblem) -> String {
    skipSpace()
    guard position < text.count, [UInt8(ascii: "'"), UInt8(ascii: "\"")].contains(text[position]),
      let end = text[(position + 1)...].firstIndex(of: text[position])
    else { throw NPYProblem("a header without a string in its place") }
    defer { position = end + 1 }
    return String(decoding: text[(position + 1)..<end], as: UTF8.self)
  }

  private mutating func truth() throws(NPYProblem) -> Bool {
    if take("True") { return true }
    try expect("False")
    return false
  }

  private mutating func tuple() throws(NPYProblem) -> [Int] {
    var sizes: [Int] = []
    try expect("(")
    while !take(")") {
      skipSpace()
      let digits = text[position...].prefix { (0x30...0x39).contains($0) }
      guard let size = Int(String(decoding: digits, as: UTF8.self)), sizes.count < 32 else {
        throw NPYProblem("a shape that is not of whole numbers")
      }
      position += digits.count
      sizes.append(size)
      if !take(",") {
        try expect(")")
        break
      }
    }
    return sizes
  }
}
