import Files
import Foundation
import GANScript
import Testing

/// What tables, fields and files of runs promise those who read them.
struct ReadersTests {
  /// Two steps an epoch, and the generator moves in every fifth: in epochs 3 and 5.
  @Test func anEpochWithoutAStepHasNoLoss() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Laboratory.preamble + """
        r = train epochs=5 batch=6 steps_d=5
        print r.loss.generator.count r.loss.discriminator.count finite(r.loss.generator)
        print r.loss.generator.last == r.loss.generator.mean
        save loss "l.csv"
        save loss "l.jsonl"
        save run "r.csv"
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(outcome.texts.contains("2 5 on"), "\(outcome.texts)")
    #expect(
      outcome.messages.contains {
        $0.contains("the generator moves in 2 of 5 epochs; the others have no loss of it")
      }, "\(outcome.messages)")
    for (name, bytes) in try laboratory.files {
      #expect(!String(decoding: bytes, as: UTF8.self).lowercased().contains("nan"), "\(name)")
    }
    let rows = String(decoding: try #require(laboratory.files["l.csv"]), as: UTF8.self)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows.dropFirst().map { $0[1].isEmpty } == [true, true, false, true, false])
  }

  /// More steps of the discriminator than there are in all leave the generator as it was drawn.
  @Test(arguments: [(5, false), (4, true), (3, true)])
  func aGeneratorThatNeverMovesIsSaid(steps: Int, isTrained: Bool) throws {
    // Two steps an epoch, two epochs.
    let outcome = try Laboratory().run(
      Laboratory.preamble + "train epochs=2 batch=6 steps_d=\(steps)")
    #expect((outcome.report.exitCode == .done) == isTrained, "\(outcome.problems)")
    #expect(isTrained || outcome.problems.contains("steps_d=4 or less"), "\(outcome.problems)")
  }

  @Test(arguments: ["csv", "json", "md"])
  func noTwoColumnsHaveOneName(format: String) throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Laboratory.preamble + """
        net other: 3 -> 4 relu -> 16 tanh
        r = train epochs=1 batch=6
        s = sweep generator=[generator, other] epochs=1 batch=6
        save run "r.\(format)"
        save run "s.\(format)" run=s
        table s "t.\(format)"
        table r s "u.\(format)"
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    for (name, bytes) in try laboratory.files {
      let text = String(decoding: bytes, as: UTF8.self)
      let names: [String]
      switch format {
      case "json":
        let end = try #require(text.firstIndex(of: "}"))
        names = text[..<end].matches(of: /"(\w+)":/).map { String($0.output.1) }
      default:
        names = text.split(separator: "\n")[0].split(separator: format == "md" ? "|" : ",")
          .map { $0.trimmingCharacters(in: .whitespaces) }
      }
      #expect(names.count > 2 && Set(names).count == names.count, "\(name): \(names)")
      #expect(names.contains("generator"), "\(name): \(names)")
    }
  }

  @Test func fieldsOfAnyNameAreInQuotes() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Laboratory.preamble + """
        r = train epochs=2 batch=6
        print r."loss"."generator".last == r.loss.generator.last
        """)
    #expect(outcome.texts.contains("on"), "\(outcome.problems)")
    let plain = try laboratory.check(
      Laboratory.preamble + "r = train epochs=2 batch=6\nprint r.kinds.3.late")
    #expect(render(plain.diagnostics).contains("write .\"3\""), "\(render(plain.diagnostics))")
    let brace = try laboratory.check(
      Laboratory.preamble + "r = train epochs=2 batch=6\nprint r.\"{1}\"")
    #expect(brace.hasErrors)
    let none = try laboratory.check(
      Laboratory.preamble + "r = train epochs=2 batch=6\nprint r.\"no\"")
    #expect(render(none.diagnostics).contains("has no field `no`"))
  }
}
