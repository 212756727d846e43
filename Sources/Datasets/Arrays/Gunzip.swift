import CZlib

/// Unpacking of gzip through zlib, never beyond a limit that is known before.
enum Gunzip {
  /// Whether these bytes begin like a gzip file.
  static func matches(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1f, 0x8b, 8]) }

  /// Unpacks at most `limit` bytes; complete if the file ended, checksum and all, within them.
  static func inflate(
    _ bytes: [UInt8], limit: Int, path: String
  ) throws(DataError) -> (bytes: [UInt8], isComplete: Bool) {
    // zlib remembers the address of its stream, so the stream must not move.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    // 16: a gzip frame, not zlib's own.
    guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw .array(path: path, reason: "cannot be unpacked: out of memory") }
    defer { inflateEnd(stream) }
    var result: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: min(limit + 1, 1 << 18))
    var status = Z_OK
    bytes.withUnsafeBufferPointer { source in
      stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
      var left = source.count
      while status == Z_OK, result.count <= limit {
        // zlib counts what it is given in 32 bits.
        let given = min(left, 1 << 30)
        stream.pointee.avail_in = UInt32(given)
        status = piece.withUnsafeMutableBufferPointer { piece in
          stream.pointee.next_out = piece.baseAddress
          stream.pointee.avail_out = UInt32(piece.count)
          return CZlib.inflate(stream, Z_NO_FLUSH)
        }
        left -= given - Int(stream.pointee.avail_in)
        result += piece.prefix(piece.count - Int(stream.pointee.avail_out))
      }
    }
    switch status {
    case Z_STREAM_END, Z_OK: break
    // No progress although there is room: the file ends too early.
    case Z_BUF_ERROR: throw .array(path: path, reason: "truncated: the gzip data end too early")
    default: throw .array(path: path, reason: "damaged gzip data")
    }
    let isComplete = status == Z_STREAM_END && result.count <= limit
    return (Array(result.prefix(limit)), isComplete)
  }
}
