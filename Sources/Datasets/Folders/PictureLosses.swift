import Imaging
import Vocabulary

/// What preparing leaves out of pictures, as Pillow does, and who loads them should know: each
/// counted.
struct PictureLosses: Sendable {
  private var clipped = 0
  private var transparent = 0
  private var turned = 0
  private var broken = 0
  /// In colour, and turned gray.
  private(set) var grayed = 0

  /// Of no picture.
  init() {}

  /// Of one picture.
  init(of findings: PictureFindings, file: [UInt8]) {
    clipped = findings.isClipped ? 1 : 0
    transparent = findings.isTransparent ? 1 : 0
    broken = findings.isBroken ? 1 : 0
    grayed = findings.isGrayed ? 1 : 0
    turned = (orientation(ofJPEG: file) ?? 1) == 1 ? 0 : 1
  }

  /// Of other pictures as well.
  mutating func add(_ other: PictureLosses) {
    clipped += other.clipped
    transparent += other.transparent
    turned += other.turned
    broken += other.broken
    grayed += other.grayed
  }

  /// A line each.
  var notes: [String] {
    var notes: [String] = []
    if clipped > 0 {
      notes.append(
        "\(counted(clipped, "picture")) of 16 bits: every level above 255 is white; convert them to "
          + "8 bits to keep the levels")
    }
    if transparent > 0 {
      notes.append("\(counted(transparent, "picture")) with transparency, which is left out")
    }
    if turned > 0 {
      notes.append("\(counted(turned, "picture")) that EXIF would turn, taken as stored")
    }
    if broken > 0 {
      notes.append(
        "\(counted(broken, "picture")) with broken data or a missing end, read as far as it goes")
    }
    return notes
  }
}

/// The orientation that the EXIF part of a JPEG file names, 1 for upright; `nil` if none does.
func orientation(ofJPEG file: [UInt8]) -> Int? {
  guard file.starts(with: [0xff, 0xd8]) else { return nil }
  var at = 2
  while at + 4 <= file.count, file[at] == 0xff {
    let marker = file[at + 1]
    // Fill bytes, and parts without a length.
    if marker == 0xff {
      at += 1
      continue
    }
    guard marker != 0xda, marker != 0xd9 else { return nil }
    let length = Int(file[at + 2]) << 8 | Int(file[at + 3])
    guard length >= 2, at + 2 + length <= file.count else { return nil }
    let part = file[(at + 4)..<(at + 2 + length)]
    if marker == 0xe1, part.starts(with: Array("Exif\0\0".utf8)) {
      return orientation(ofTIFF: Array(part.dropFirst(6)))
    }
    at += 2 + length
  }
  return nil
}

private func orientation(ofTIFF bytes: [UInt8]) -> Int? {
  guard bytes.count >= 8 else { return nil }
  let isBigEndian = bytes.starts(with: Array("MM".utf8))
  func number(_ at: Int, _ count: Int) -> Int? {
    guard at >= 0, at + count <= bytes.count else { return nil }
    let part = Array(bytes[at..<at + count])
    return (isBigEndian ? part : part.reversed()).reduce(0) { $0 << 8 | Int($1) }
  }
  guard let start = number(4, 4), let entries = number(start, 2) else { return nil }
  for entry in 0..<entries {
    let at = start + 2 + 12 * entry
    guard let tag = number(at, 2) else { return nil }
    if tag == 0x0112 { return number(at + 8, 2) }
  }
  return nil
}
