import Files
import Testing

/// The examples of protobuf.dev/programming-guides/encoding, and messages that are none.
struct ProtobufTests {
  @Test func knownMessages() {
    var number = ProtobufMessage()
    number.add(Int64(150), as: 1)
    #expect(number.bytes == [0x08, 0x96, 0x01])
    var text = ProtobufMessage()
    text.add("testing", as: 2)
    #expect(text.bytes == [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6E, 0x67])
    var inner = ProtobufMessage()
    inner.add(number, as: 3)
    #expect(inner.bytes == [0x1A, 0x03, 0x08, 0x96, 0x01])
    var negative = ProtobufMessage()
    negative.add(Int64(-2), as: 1)
    #expect(negative.bytes == [0x08, 0xFE] + [UInt8](repeating: 0xFF, count: 8) + [0x01])
    var real = ProtobufMessage()
    real.add(Float(1), as: 20)
    real.add(Double(1), as: 1)
    #expect(real.bytes == [0xA5, 0x01, 0, 0, 0x80, 0x3F, 0x09, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
  }

  private var message: [UInt8] {
    var message = ProtobufMessage()
    message.add(Int64.max, as: 1)
    message.add([1, 2, 3], as: 2)
    message.add(Float(2), as: 300)
    message.add(Double(3), as: 4)
    return message.bytes
  }

  @Test func whatIsWrittenIsRead() throws {
    var reader = ProtobufReader(message[...])
    guard case (1, .number(let number))? = try reader.next() else { return #expect(Bool(false)) }
    #expect(number == UInt64(Int64.max))
    guard case (2, .bytes(let bytes))? = try reader.next() else { return #expect(Bool(false)) }
    #expect(Array(bytes) == [1, 2, 3])
    guard case (300, .fixed(let four))? = try reader.next() else { return #expect(Bool(false)) }
    #expect(Array(four) == [0, 0, 0, 0x40])
    guard case (4, .fixed(let eight))? = try reader.next() else { return #expect(Bool(false)) }
    #expect(eight.count == 8)
    #expect(try reader.next() == nil)
  }

  @Test(
    arguments: [
      [0x08], [0x08, 0x80], [0x12, 5, 1], [0x0D, 1, 2, 3], [0x09], [0x00, 1], [0x0B], [0x0F],
      [0x08] + [UInt8](repeating: 0xFF, count: 11),
      [0x12] + [UInt8](repeating: 0xFF, count: 9) + [1],
    ] as [[UInt8]])
  func whatIsNoMessageIsSaid(bytes: [UInt8]) {
    var reader = ProtobufReader(bytes[...])
    #expect(throws: ProtobufReader.Malformed.self) { while try reader.next() != nil {} }
  }
}
