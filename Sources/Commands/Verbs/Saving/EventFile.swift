import Files

/// A file of events as TensorBoard reads it: TFRecords (length, checksum, message, checksum) of `Event`
/// messages (tensorflow/core/util/event.proto, framework/summary.proto).
///
/// An event's time is its epoch in seconds: the same run gives the same bytes.
struct EventFile {
  private(set) var bytes: [UInt8] = []

  /// A file without events yet.
  init() {
    var event = ProtobufMessage()
    event.add(0.0, as: 1)
    event.add("brain.Event:2", as: 3)
    append(event)
  }

  /// Adds numbers of an epoch, by name.
  mutating func add(_ numbers: [(name: String, value: Double)], epoch: Int) {
    add(
      numbers.map { name, number in
        var value = ProtobufMessage()
        value.add(name, as: 1)
        value.add(Float(number), as: 2)
        return value
      }, epoch)
  }

  /// Adds a picture of an epoch, as PNG.
  mutating func add(
    picture: [UInt8], width: Int, height: Int, channels: Int, name: String, epoch: Int
  ) {
    var image = ProtobufMessage()
    for (field, number) in [(1, height), (2, width), (3, channels)] {
      image.add(Int64(number), as: field)
    }
    image.add(picture, as: 4)
    var value = ProtobufMessage()
    value.add(name, as: 1)
    value.add(image, as: 4)
    add([value], epoch)
  }

  private mutating func add(_ values: [ProtobufMessage], _ epoch: Int) {
    var summary = ProtobufMessage()
    for value in values { summary.add(value, as: 1) }
    var event = ProtobufMessage()
    event.add(Double(epoch), as: 1)
    event.add(Int64(epoch), as: 2)
    event.add(summary, as: 5)
    append(event)
  }

  private mutating func append(_ event: ProtobufMessage) {
    let length = EventFile.littleEndian(UInt64(event.bytes.count), 8)
    bytes += length + EventFile.checksum(length) + event.bytes + EventFile.checksum(event.bytes)
  }

  /// CRC-32C of bytes, turned and shifted as TFRecords have it.
  private static func checksum(_ bytes: [UInt8]) -> [UInt8] {
    var crc: UInt32 = ~0
    for byte in bytes { crc = crc >> 8 ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] }
    crc = ~crc
    return littleEndian(UInt64((crc >> 15 | crc << 17) &+ 0xA282_EAD8), 4)
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 1 ? 0x82F6_3B78 : 0) }
  }

  private static func littleEndian(_ number: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
  }
}
