import Files

/// The checksum of a checkpoint's header: of every name, shape and counter in it.
///
/// It is the first of the metadata, so that its digits have one position, and is computed with zeros
/// in their place.
enum CheckpointSeal {
  static let key = "sha256"
  static let blank = String(repeating: "0", count: 64)

  /// Where the digits are, after the 8 bytes of the header's length.
  private static let digits = {
    let start = 8 + "{\"__metadata__\":{\"\(key)\":\"".utf8.count
    return start..<start + blank.utf8.count
  }()

  /// A file that was encoded with blank digits, with those of its header.
  static func sealed(_ file: [UInt8]) -> [UInt8] {
    var file = file
    let end = 8 + file[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    file.replaceSubrange(digits, with: sha256(file[..<end]).utf8)
    return file
  }

  /// Whether a header, its length before it, is the one that was sealed.
  static func isIntact(_ header: [UInt8]) -> Bool {
    guard header.count >= digits.upperBound else { return false }
    var blanked = header
    blanked.replaceSubrange(digits, with: blank.utf8)
    return Array(sha256(blanked).utf8) == Array(header[digits])
  }
}
