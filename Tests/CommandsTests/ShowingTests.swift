import Commands
import GANScript
import Imaging
import Testing

/// What a report is made of: sheets, epochs on the way, posters, drawings, tables across.
struct ShowingTests {
  private static let training =
    Laboratory.preamble
    + "run = train epochs=6 lr=0.1 batch=4\nother = train epochs=3 lr=0.2 batch=4\n"

  private func picture(_ name: String, in laboratory: Laboratory) throws -> DecodedImage {
    try decodeImage(#require(try laboratory.files[name]))
  }

  @Test func aSheetHasARowARunAndAColumnAnEpoch() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.training + """
        save sheet "sheet.png" run=[run, other] epochs=[1, 3, 6]
        save sheet "alone.png" run=other
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    // Four pictures of 4 x 4 with gaps have sides of 14 pixels, enlarged 7 times.
    let sheet = try picture("sheet.png", in: laboratory)
    #expect(sheet.width == 24 + 3 * (98 + 6) && sheet.height == 24 + 2 * (98 + 6))
    #expect(sheet.mode == .gray)
    #expect(try picture("alone.png", in: laboratory).width == 24 + 2 * (98 + 6))
  }

  @Test func aStripTakesEpochs() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.training + "save strip \"s.png\" run=run epochs=[1, 4] rows=3")
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(try picture("s.png", in: laboratory).width == 2 * 6 + 2)
    #expect(outcome.texts.last?.contains("epochs 1, 4") == true)
  }

  /// The pictures of an epoch are those that the animation of the run has there.
  @Test func aPictureOfAnEpochIsThatOfTheAnimation() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.training + """
        save picture "then.png" run=run epoch=3
        save picture "later.png" run=run epoch=600
        save picture "end.png" run=run
        save picture "short.png" run=other
        show picture run=run epoch=2 grid=2x2
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let files = try laboratory.files
    #expect(files["then.png"] != files["end.png"])
    #expect(files["later.png"] == files["end.png"])
    let tooMany = try laboratory.run(
      Self.training + "save picture \"many.png\" run=run epoch=3 grid=6x6")
    #expect(tooMany.problems.contains("5x5 pictures are kept, not 6x6"), "\(tooMany.problems)")
  }

  @Test func aPosterIsOneFrameMore() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.training + """
        save gif "plain.gif" run=run grid=2x2
        save gif "poster.gif" run=run grid=2x2 poster=4 label=off
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let files = try laboratory.files
    func frames(_ name: String) throws -> Int {
      let bytes = try #require(files[name])
      return bytes.indices.dropLast(2).count {
        bytes[$0] == 0x21 && bytes[$0 + 1] == 0xF9 && bytes[$0 + 2] == 4
      }
    }
    #expect(try frames("plain.gif") == 6)
    #expect(try frames("poster.gif") == 7)
  }

  @Test func bothNetworksAreDrawn() throws {
    let outcome = try Laboratory().run(Laboratory.preamble + "show networks caption=\"both\"")
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(outcome.texts.last?.contains("3 -> 8 -> 16") == true, "\(outcome.texts)")
    #expect(outcome.texts.last?.contains("16 -> 8 -> 1") == true)
  }

  /// An argument that would change nothing is refused.
  @Test(arguments: [
    ("save data \"d.npy\" run=run", "save data has no run="),
    ("save data \"d.npy\" grid=2x2", "grid= is for .png; \"d.npy\" has none"),
    ("save loss \"l.csv\" caption=\"c\"", "caption= is for .png and .gif"),
    ("save run \"r.csv\" grid=2x2", "save run has no grid="),
    ("save run \"r.csv\" caption=\"c\"", "caption= is for"),
    ("save other \"r.csv\" run=run", "is named already"),
    ("save generator \"g.safetensors\" seed=2", "save network has no seed="),
    ("save picture \"p.png\" every=2", "save picture has no every="),
    ("save strip \"s.png\" every=2 epochs=[1]", "leave one of them out"),
    ("save pictures \"p\" caption=\"c\"", "caption= is for"),
    ("show data run=run", "show data has no run="), ("show data epoch=2", "no epoch="),
    ("show networks grid=2x2", "show networks has no grid="),
    ("show generator run=run", "a network has no run="),
    ("interpolate run \"w.png\" fps=5", "fps= is for .gif; \"w.png\" has none"),
    ("interpolate run fps=5", "fps= is for .gif; no file is named"),
  ])
  func whatHasNoEffectIsRefused(line: String, words: String) throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(Self.training + line)
    #expect(outcome.report.exitCode == .script, "\(outcome.problems)")
    #expect(outcome.problems.contains(words), "\(outcome.problems)")
    #expect(laboratory.isUntouched)
  }

  /// A name that only the run will know may have any ending.
  @Test func anUnknownNameIsNotJudged() throws {
    let report = try Laboratory().check(
      Self.training + "save picture \"p-{run.epochs}.png\" caption=\"c\" run=run")
    #expect(report.exitCode == .done, "\(render(report.diagnostics))")
  }

  @Test func aTableMayStandAcross() throws {
    let outcome = try Laboratory().run(
      Self.training + """
        table run other columns=["lr", "epochs"] names=["slow", "fast"] across=on
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(
      outcome.tables.last == [
        ["name", "slow", "fast"], ["lr", "0.1", "0.2"], ["epochs", "6", "3"],
      ])
    let wrong = try Laboratory().run(Self.training + "table run other names=[\"one\"]")
    #expect(wrong.problems.contains("1 name for 2 rows"), "\(wrong.problems)")
  }
}
