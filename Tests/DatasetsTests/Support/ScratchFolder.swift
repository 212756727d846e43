import Files
import Foundation
import Imaging

/// A folder that is gone when the test ends.
final class ScratchFolder {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory.appending(path: "data-\(UUID().uuidString)").path
    try makeFolder(path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ bytes: [UInt8], _ name: String) throws {
    if let slash = name.lastIndex(of: "/") { try makeFolder(path + "/" + name[..<slash]) }
    try writeDurably(bytes, to: path + "/" + name)
  }

  func write(_ text: String, _ name: String) throws { try write(Array(text.utf8), name) }

  /// Writes a picture of one level, 8 x 8.
  func picture(_ name: String, level: UInt8 = 100) throws { try write(flatPNG(level), name) }
}

/// A PNG file of one level, 8 x 8.
func flatPNG(_ level: UInt8) throws -> [UInt8] {
  try encodePNG(Image(width: 8, height: 8, channels: 1, level: level))
}
