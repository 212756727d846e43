/// What the header of a NumPy array file says, read strictly: three keys, each once.
struct NPYHeader: Equatable {
  /// Types of numbers that are read.
  enum Element: String, Equatable {
    case bytes = "|u1"
    case floats = "<f4"
    case doubles = "<f8"

    var size: Int {
      switch self {
      case .bytes: 1
      case .floats: 4
      case .doubles: 8
      }
    }
  }

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// No header of ours or NumPy's comes near.
  static let lengthLimit = 1 << 16

  let element: Element
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
    guard let element = Element(rawValue: fields.type) else {
      throw NPYProblem(
        "numbers of type '\(fields.type)'; uint8 ('|u1'), float32 ('<f4') and "
          + "float64 ('<f8') are read")
    }
    guard !fields.isFortran else {
      throw NPYProblem("in Fortran order; save it with numpy.ascontiguousarray")
    }
    var count = 1
    for size in fields.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, product <= Int.max / 16 else { throw NPYProblem("a shape without bounds") }
      count = product
    }
    self.element = element
    self.shape = fields.shape
    self.count = count
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
