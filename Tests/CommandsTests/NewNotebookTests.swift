import Files
import Foundation
import GANScript
import Testing

@testable import Commands

/// The notebook to learn from: written once, and run.
struct NewNotebookTests {
  @Test func itRunsAsItIsWritten() throws {
    let laboratory = try Laboratory()
    let text = Tutorial.notebook(named: "lab.gan")
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
    #expect(text.contains("ganrepl run lab.gan"))
    #expect(try laboratory.check(text).diagnostics.isEmpty)
    let outcome = try laboratory.run(
      text.replacing("param epochs = 150", with: "param epochs = 1"))
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let files = try laboratory.files
    for name in ["loss.png", "last.png", "strip.png", "seeds.png", "made/00001.png"] {
      #expect(files[name] != nil, "\(name)")
    }
  }

  @Test(.enabled(if: Executable.path != nil, "the program is not built"))
  func itIsNeverWrittenOverAFile() throws {
    let laboratory = try Laboratory()
    let first = try Executable.run(["new", "lab.gan"], in: laboratory)
    #expect(first.status == 0 && first.output.contains("ganrepl run lab.gan"))
    let written = try readFile(laboratory.path + "/lab.gan")
    #expect(String(decoding: written, as: UTF8.self) == Tutorial.notebook(named: "lab.gan"))
    try laboratory.write([1], "other.gan")
    let second = try Executable.run(["new", "other.gan"], in: laboratory)
    #expect(second.status == 7 && second.messages.contains("already exists"))
    #expect(try readFile(laboratory.path + "/other.gan") == [1])
    #expect(try Executable.run(["new"], in: laboratory).status == 2)
    #expect(try Executable.run(["new", "lab"], in: laboratory).messages.contains("lab.gan"))
    let checked = try Executable.run(["check", "lab.gan"], in: laboratory)
    #expect(checked.status == 0, "\(checked.messages)")
  }
}
