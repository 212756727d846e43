/// Reads the JSON header of a safetensors file: an object of objects, nothing deeper.
///
/// Strict where Foundation's readers are lenient: duplicate keys, trailing commas and fractional
/// offsets are errors. No recursion, so depth cannot hurt; works on bytes, since two names may be
/// the same text in different bytes.
struct HeaderReader {
  private let bytes: ArraySlice<UInt8>
  private var position: Int
  /// The texts of `__metadata__`, once `entries` has been asked for.
  private(set) var metadata: [String: String] = [:]

  /// A reader of a header's bytes.
  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// One tensor as the header describes it.
  struct TensorRecord {
    var name: String
    var type: String
    var shape: [Int]
    var range: Range<Int>
  }

  /// All tensors in the order of the header; `__metadata__` is set apart.
  mutating func entries() throws(NetworkError) -> [TensorRecord] {
    var entries: [TensorRecord] = []
    var names: Set<[UInt8]> = []
    try object { (reader, name) throws(NetworkError) in
      guard names.insert(Array(name.utf8)).inserted else {
        throw .brokenWeights("tensor \"\(name)\" appears twice")
      }
      if name == "__metadata__" { return try reader.readMetadata() }
      guard entries.count < 100_000 else {
        throw .brokenWeights("more than 100000 tensors")
      }
      entries.append(try reader.entry(name))
    }
    skipSpace()
    guard position == bytes.endIndex else { throw unexpected("the header's end") }
    return entries
  }

  private mutating func entry(_ name: String) throws(NetworkError) -> TensorRecord {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    var keys: Set<String> = []
    try object { (reader, key) throws(NetworkError) in
      guard keys.insert(key).inserted else {
        throw .brokenWeights("\"\(key)\" of tensor \"\(name)\" appears twice")
      }
      switch key {
      case "dtype": type = try reader.string()
      case "shape": shape = try reader.numbers()
      case "data_offsets": offsets = try reader.numbers()
      default: try reader.skipValue()
      }
    }
    guard let type, let shape, let offsets else {
      throw .brokenWeights("tensor \"\(name)\" lacks dtype, shape or data_offsets")
    }
    guard shape.count <= 8 else {
      throw .brokenWeights("tensor \"\(name)\" has \(shape.count) dimensions; at most 8 are read")
    }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw .brokenWeights("tensor \"\(name)\" has offsets \(offsets), not a begin and an end")
    }
    return TensorRecord(name: name, type: type, shape: shape, range: offsets[0]..<offsets[1])
  }

  private mutating func readMetadata() throws(NetworkError) {
    var keys: Set<[UInt8]> = []
    try object { (reader, key) throws(NetworkError) in
      guard keys.insert(Array(key.utf8)).inserted else {
        throw .brokenWeights("metadata key \"\(key)\" appears twice")
      }
      reader.metadata[key] = try reader.string()
    }
  }

  private mutating func object(
    _ member: (inout HeaderReader, String) throws(NetworkError) -> Void
  ) throws(NetworkError) {
    try expect(UInt8(ascii: "{"), "an object")
    if take(UInt8(ascii: "}")) { return }
    while true {
      let key = try string()
      try expect(UInt8(ascii: ":"), "a colon")
      try member(&self, key)
      if take(UInt8(ascii: "}")) { return }
      try expect(UInt8(ascii: ","), "a comma")
    }
  }

  private mutating func numbers() throws(NetworkError) -> [Int] {
    var numbers: [Int] = []
    try expect(UInt8(ascii: "["), "a list")
    if take(UInt8(ascii: "]")) { return [] }
    while true {
      numbers.append(try wholeNumber())
      guard numbers.count <= 64 else { throw unexpected("a short list") }
      if take(UInt8(ascii: "]")) { return numbers }
      try expect(UInt8(ascii: ","), "a comma")
    }
  }

  private mutating func wholeNumber() throws(NetworkError) -> Int {
    skipSpace()
    let start = position
    var value = 0
    while let digit = peek, (0x30...0x39).contains(digit) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow2) = product.addingReportingOverflow(Int(digit) - 0x30)
      guard !overflow, !overflow2 else { throw unexpected("a whole number that fits") }
      value = sum
      position += 1
    }
    guard position > start, peek != UInt8(ascii: "."), peek != UInt8(ascii: "e"),
      peek != UInt8(ascii: "E"), position - start == 1 || bytes[start] != 0x30
    else { throw unexpected("a whole number") }
    return value
  }

  private mutating func string() throws(NetworkError) -> String {
    try expect(UInt8(ascii: "\""), "text in quotes")
    var text: [UInt8] = []
    while let byte = peek {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let result = String(validating: text, as: UTF8.self) else {
          throw .brokenWeights("the header is not UTF-8")
        }
        return result
      case UInt8(ascii: "\\"): text += try escape()
      case 0..<0x20: throw unexpected("a printable character")
      default: text.append(byte)
      }
    }
    throw .brokenWeights("the header ends within quotes")
  }

  private mutating func escape() throws(NetworkError) -> [UInt8] {
    let byte = peek
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte ?? 0]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "u"):
      var scalar = try hexadecimal()
      if (0xd800..<0xdc00).contains(scalar), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
        let low = try hexadecimal()
        guard (0xdc00..<0xe000).contains(low) else { throw unexpected("a surrogate pair") }
        scalar = 0x10000 + (scalar - 0xd800) << 10 + (low - 0xdc00)
      }
      guard let unicode = Unicode.Scalar(scalar) else { throw unexpected("a character") }
      return Array(String(Character(unicode)).utf8)
    default: throw unexpected("an escape")
    }
  }

  private mutating func hexadecimal() throws(NetworkError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw unexpected("four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  /// Passes over a value that means nothing here; it must be JSON all the same.
  private mutating func skipValue() throws(NetworkError) {
    // What is open around the value: `]` or `}`.
    var open: [UInt8] = []
    repeat {
      if take(UInt8(ascii: "[")) {
        if !take(UInt8(ascii: "]")) {
          open.append(UInt8(ascii: "]"))
          continue
        }
      } else if take(UInt8(ascii: "{")) {
        if !take(UInt8(ascii: "}")) {
          open.append(UInt8(ascii: "}"))
          try skipKey()
          continue
        }
      } else {
        try skipScalar()
      }
      // The value is over, and perhaps what is around it.
      while let end = open.last, take(end) { open.removeLast() }
      guard let end = open.last else { return }
      try expect(UInt8(ascii: ","), "a comma")
      if end == UInt8(ascii: "}") { try skipKey() }
    } while open.count <= 100
    throw .brokenWeights("the header is nested deeper than 100 levels")
  }

  private mutating func skipKey() throws(NetworkError) {
    _ = try string()
    try expect(UInt8(ascii: ":"), "a colon")
  }

  private mutating func skipScalar() throws(NetworkError) {
    skipSpace()
    if peek == UInt8(ascii: "\"") {
      _ = try string()
      return
    }
    for word in ["true", "false", "null"] where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return
    }
    _ = takeByte(UInt8(ascii: "-"))
    if !takeByte(UInt8(ascii: "0")) { try skipDigits() }
    if takeByte(UInt8(ascii: ".")) { try skipDigits() }
    if takeByte(UInt8(ascii: "e")) || takeByte(UInt8(ascii: "E")) {
      if !takeByte(UInt8(ascii: "+")) { _ = takeByte(UInt8(ascii: "-")) }
      try skipDigits()
    }
  }

  private mutating func skipDigits() throws(NetworkError) {
    let start = position
    while let digit = peek, (0x30...0x39).contains(digit) { position += 1 }
    if position == start { throw unexpected("a value") }
  }

  private mutating func takeByte(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    return true
  }

  private var peek: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      position += 1
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard peek == byte else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ byte: UInt8, _ what: String) throws(NetworkError) {
    guard take(byte) else { throw unexpected(what) }
  }

  private func unexpected(_ wanted: String) -> NetworkError {
    .brokenWeights("the header lacks \(wanted) at byte \(position - bytes.startIndex)")
  }
}
