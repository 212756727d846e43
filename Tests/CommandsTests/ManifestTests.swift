import Foundation
import Testing

/// The arrows between the rooms are those that Package.swift draws.
struct ManifestTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path()

  /// Each target with its folder and what it says it depends on, as the manifest has them.
  private static func targets() throws -> [(
    name: String, folder: String, dependencies: Set<String>
  )] {
    let manifest = try String(contentsOfFile: root + "/Package.swift", encoding: .utf8)
    let kinds = /\.(target|testTarget|executableTarget|systemLibrary)\(/
    let starts = manifest.ranges(of: kinds).map(\.lowerBound) + [manifest.endIndex]
    return try zip(starts, starts.dropFirst()).map { start, end in
      let text = manifest[start..<end]
      let name = String(try #require(text.firstMatch(of: /name: "(\w+)"/)).output.1)
      let list = text.firstMatch(of: /dependencies: \[([^\]]*)\]/)?.output.1 ?? ""
      let room = text.hasPrefix(".testTarget") ? "Tests/" : "Sources/"
      let path = text.firstMatch(of: /path: "([^"]*)"/)?.output.1
      return (
        name, path.map(String.init) ?? room + name,
        Set(list.matches(of: /"(\w+)"/).map { String($0.output.1) })
      )
    }
  }

  private static func imports(in folder: String) throws -> Set<String> {
    var imports: Set<String> = []
    for name in try FileManager.default.subpathsOfDirectory(atPath: root + "/" + folder)
    where name.hasSuffix(".swift") {
      let text = try String(contentsOfFile: "\(root)/\(folder)/\(name)", encoding: .utf8)
      for match in text.matches(of: /(?m)^ *(?:@\w+ +|public +|internal +)*import +(\w+)/) {
        imports.insert(String(match.output.1))
      }
    }
    return imports
  }

  /// What another dependency brings along is not declared by that: it is gone when that one goes.
  @Test func everyImportIsDeclared() throws {
    let targets = try Self.targets()
    let names = Set(targets.map(\.name))
    #expect(names.contains("Commands") && names.contains("CommandsTests"))
    for target in targets {
      let imports = try Self.imports(in: target.folder).intersection(names)
      let missing = imports.subtracting(target.dependencies)
      #expect(missing.isEmpty, "\(target.name) imports \(missing.sorted())")
      #expect(target.dependencies.isSubset(of: names), "\(target.name)")
    }
  }
}
