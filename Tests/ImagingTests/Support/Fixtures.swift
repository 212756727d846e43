import Files
import Foundation
import Testing

/// Files that stand beside the tests.
enum Fixtures {
  /// The bytes of a file.
  static func bytes(_ name: String) throws -> [UInt8] { try readFile(path(name)) }

  /// All pictures.
  static var pictures: [String] {
    let names = (try? namesInFolder(path(""))).map(\.names) ?? []
    return names.filter { [".png", ".jpg", ".gif"].contains(where: $0.hasSuffix) }
  }

  /// The rows of a table, without its head.
  static func table(_ name: String) -> [[String]] {
    let text = (try? bytes(name)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return text.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",").map(String.init)
    }
  }

  private static func path(_ name: String) -> String {
    Bundle.module.resourcePath.map { $0 + "/Fixtures/" + name } ?? name
  }
}
