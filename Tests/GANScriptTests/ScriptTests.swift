import Foundation
import GANScript
import Testing

/// Scripts that say beside their lines what they show: `# expect: text`, in order.
@Suite("Scripts") struct ScriptTests {
  @Test(arguments: try scripts(in: "Scripts"))
  func showWhatTheyExpect(path: URL) throws {
    let text = try String(contentsOf: path, encoding: .utf8)
    let outcome = outcome(text, name: path.lastPathComponent)
    #expect(render(outcome.report.diagnostics) == "")
    #expect(outcome.lines == expected(of: text))
  }

  private func expected(of text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      guard let range = line.range(of: "# expect: ") else { return nil }
      return String(line[range.upperBound...])
    }
  }
}

/// Reports of wrong scripts, recorded beside them; a report that was missing is written, and the
/// test fails.
@Suite("Reports") struct ReportTests {
  @Test(arguments: try scripts(in: "Goldens"))
  func areAsRecorded(path: URL) throws {
    let bytes = Array(try Data(contentsOf: path))
    let outcome = outcome(
      of: Program.parse(bytes, name: path.lastPathComponent),
      files: ["cycle.gan": "include \"again.gan\"", "again.gan": "include \"cycle.gan\""])
    let report =
      render(outcome.report.diagnostics) + "exit \(outcome.report.exitCode.rawValue)\n"
    if bytes.allSatisfy({ $0 < 0x80 }) {
      #expect(report.utf8.allSatisfy { $0 < 0x80 }, "for terminals without UTF-8")
    }
    let golden = path.deletingPathExtension().appendingPathExtension("txt")
    guard let recorded = try? String(contentsOf: golden, encoding: .utf8) else {
      let home = URL(filePath: #filePath).deletingLastPathComponent()
      let target = home.appending(path: "Goldens/\(golden.lastPathComponent)")
      try report.write(to: target, atomically: true, encoding: .utf8)
      Issue.record("recorded \(golden.lastPathComponent); look at it and run again")
      return
    }
    #expect(report == recorded)
  }
}

/// The scripts of a folder of this bundle, in the order of their names.
func scripts(in folder: String) throws -> [URL] {
  let root = try #require(Bundle.module.resourceURL).appending(path: folder)
  let files = try FileManager.default.contentsOfDirectory(
    at: root, includingPropertiesForKeys: nil)
  return files.filter { $0.pathExtension == "gan" }.sorted { $0.path < $1.path }
}
