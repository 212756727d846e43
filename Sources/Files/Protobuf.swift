/// A message of protocol buffers as it is written, field by field: what ONNX, TensorBoard and MindSpore
/// keep their files in (protobuf.dev/programming-guides/encoding).
public struct ProtobufMessage: Sendable {
  /// The message so far.
  public private(set) var bytes: [UInt8] = []

  /// An empty message.
  public init() {}

  /// Adds a whole number (`int64`, `enum`).
  public mutating func add(_ number: Int64, as field: Int) {
    addKey(field, 0)
    addVariable(UInt64(bitPattern: number))
  }

  /// Adds a `float`.
  public mutating func add(_ number: Float, as field: Int) {
    addKey(field, 5)
    addFixed(UInt64(number.bitPattern), bytes: 4)
  }

  /// Adds a `double`.
  public mutating func add(_ number: Double, as field: Int) {
    addKey(field, 1)
    addFixed(number.bitPattern, bytes: 8)
  }

  /// Adds bytes.
  public mutating func add(_ content: [UInt8], as field: Int) {
    addKey(field, 2)
    addVariable(UInt64(content.count))
    bytes += content
  }

  /// Adds a text.
  public mutating func add(_ text: String, as field: Int) { add(Array(text.utf8), as: field) }

  /// Adds a message that belongs to this one.
  public mutating func add(_ message: ProtobufMessage, as field: Int) {
    add(message.bytes, as: field)
  }

  private mutating func addKey(_ field: Int, _ type: UInt64) {
    addVariable(UInt64(field) << 3 | type)
  }

  private mutating func addVariable(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func addFixed(_ number: UInt64, bytes count: Int) {
    for index in 0..<count {
      bytes.append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(index))))
    }
  }
}

/// Reads the fields of a message of protocol buffers in their order.
public struct ProtobufReader {
  /// The bytes are no such message: cut short, or something else.
  public struct Malformed: Error, Sendable {
    /// For readers of messages that hold something else than they should.
    public init() {}
  }

  /// What a field holds.
  public enum Value {
    /// A whole number.
    case number(UInt64)
    /// Bytes, a text or a message.
    case bytes(ArraySlice<UInt8>)
    /// Four or eight bytes of a number.
    case fixed(ArraySlice<UInt8>)
  }

  private var rest: ArraySlice<UInt8>

  /// Reads a message from its first field on.
  public init(_ message: ArraySlice<UInt8>) { rest = message }

  /// The next field; `nil` at the end. Throws where the bytes are no message.
  public mutating func next() throws(Malformed) -> (field: Int, value: Value)? {
    if rest.isEmpty { return nil }
    let key = try variable()
    guard let field = Int(exactly: key >> 3), field > 0 else { throw Malformed() }
    switch key & 7 {
    case 0: return (field, .number(try variable()))
    case 1: return (field, .fixed(try take(8)))
    case 2: return (field, .bytes(try take(try variable())))
    case 5: return (field, .fixed(try take(4)))
    default: throw Malformed()
    }
  }

  /// All whole numbers of a packed list. Throws where the bytes are none.
  public mutating func numbers() throws(Malformed) -> [Int] {
    var numbers: [Int] = []
    while !rest.isEmpty {
      guard let number = Int(exactly: try variable()) else { throw Malformed() }
      numbers.append(number)
    }
    return numbers
  }

  private mutating func take(_ count: UInt64) throws(Malformed) -> ArraySlice<UInt8> {
    guard count <= UInt64(rest.count) else { throw Malformed() }
    defer { rest = rest.dropFirst(Int(count)) }
    return rest.prefix(Int(count))
  }

  private mutating func variable() throws(Malformed) -> UInt64 {
    var number: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = rest.popFirst() else { throw Malformed() }
      number |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return number }
    }
    throw Malformed()
  }
}
