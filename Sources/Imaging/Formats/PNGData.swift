import CZlib

/// The data of a PNG file's pixels, unpacked: one zlib stream over all `IDAT` chunks.
final class PNGData {
  private let bytes: [UInt8]
  // zlib remembers the address of its stream, so the stream must not move.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  /// The chunk that is being read.
  private(set) var chunk: PNGChunk
  private var position: Int
  /// Whether the stream ended, with a whole row.
  private(set) var hasEnded = false

  /// Data from their beginning.
  init(_ bytes: [UInt8], from first: PNGChunk) throws(ImageError) {
    self.bytes = bytes
    chunk = first
    position = first.start
    stream.initialize(to: z_stream())
    try check(inflateInit_(stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)))
  }

  /// The same data from where another reading of them stands.
  init(copyOf other: PNGData) throws(ImageError) {
    bytes = other.bytes
    chunk = other.chunk
    position = other.position
    hasEnded = other.hasEnded
    stream.initialize(to: z_stream())
    try check(inflateCopy(stream, other.stream))
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  private func check(_ status: Int32) throws(ImageError) {
    guard status == Z_OK else { throw .damaged("out of memory") }
  }

  /// Fills a row; `false` if the data end before. Throws if they do not unpack.
  func fill(_ row: inout [UInt8]) throws(ImageError) -> Bool {
    var filled = 0
    while filled < row.count {
      guard position < min(chunk.end, bytes.count) else {
        guard chunk.end <= bytes.count, let next = PNGChunk(bytes, at: chunk.end + 4),
          next.name == "IDAT"
        else { return false }
        chunk = next
        position = next.start
        continue
      }
      let status = unpack(into: &row, from: &filled)
      // Data that want a dictionary, which no PNG has, would want it for ever.
      guard status == Z_OK || status == Z_STREAM_END else {
        throw .damaged(stream.pointee.msg.map { String(cString: $0) } ?? "the data do not unpack")
      }
      guard status == Z_STREAM_END else { continue }
      // Data that ended give nothing more.
      if filled < row.count { position = chunk.end } else { hasEnded = true }
    }
    return true
  }

  private func unpack(into row: inout [UInt8], from filled: inout Int) -> Int32 {
    // zlib counts what it is given in 32 bits.
    let given = min(min(chunk.end, bytes.count) - position, 1 << 30)
    let start = filled
    let status = bytes.withUnsafeBufferPointer { source in
      row.withUnsafeMutableBufferPointer { room in
        stream.pointee.next_in = UnsafeMutablePointer(
          mutating: source.baseAddress.map { $0 + position })
        stream.pointee.avail_in = UInt32(given)
        stream.pointee.next_out = room.baseAddress.map { $0 + start }
        stream.pointee.avail_out = UInt32(room.count - start)
        return inflate(stream, Z_NO_FLUSH)
      }
    }
    position += given - Int(stream.pointee.avail_in)
    filled = row.count - Int(stream.pointee.avail_out)
    return status
  }

  /// Whether the checksums of all chunks from the first to this one are right, and that of what was
  /// unpacked, which is at the end of the stream. More data than rows are no fault.
  ///
  /// To be asked after the last row. Complexity: O(bytes of the chunks).
  func checksumsAgree(from first: PNGChunk) -> Bool {
    var next: PNGChunk? = first
    while let current = next, current.start <= chunk.start {
      guard current.end + 4 <= bytes.count,
        bytes.withUnsafeBufferPointer({ source in
          crc32(
            0, source.baseAddress.map { $0 + current.start - 4 },
            UInt32(current.end - current.start + 4))
        }) == UInt(word(bytes, current.end))
      else { return false }
      next = PNGChunk(bytes, at: current.end + 4)
    }
    var (room, filled) = ([0 as UInt8], 0)
    return hasEnded || unpack(into: &room, from: &filled) != Z_DATA_ERROR
  }
}
