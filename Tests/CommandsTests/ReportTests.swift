import Commands
import Foundation
import GANScript
import Kernels
import Testing

/// Reports of notebooks that cannot work, recorded beside them; a report that was missing is
/// written, and the test fails.
struct ReportTests {
  @Test(arguments: [
    "batches", "files", "foreign", "hints", "order", "pictures", "shapes", "swapped", "words",
  ])
  func areAsRecorded(name: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens")
    let script = try Data(contentsOf: folder.appending(path: name + ".gan"))
    let interpreter = Interpreter(
      language,
      session: Session(
        context: SessionContext(outputFolder: "out", workers: WorkerPool(threads: 1))))
    let report = interpreter.check(Program.parse(Array(script), name: name + ".gan"))
    let text = render(report.diagnostics) + "exit \(report.exitCode.rawValue)\n"
    let golden = folder.appending(path: name + ".txt")
    guard let recorded = try? String(contentsOf: golden, encoding: .utf8) else {
      try text.write(to: golden, atomically: true, encoding: .utf8)
      Issue.record("recorded \(name).txt; look at it and run again")
      return
    }
    #expect(text == recorded)
  }
}
