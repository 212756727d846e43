import Files
import GANScript
import Imaging
import Kernels
import Testing

@testable import Adversarial
@testable import Commands

/// What is to be looked at while a training runs: in its folder, and on a terminal.
struct LiveTests {
  private static let script = """
    load sunflowers size=8 limit=16
    net generator: 3 -> 8 batchnorm relu -> 64 tanh
    net discriminator: 64 -> 8 leakyrelu(0.2) -> 1 sigmoid
    train epochs=4 batch=4

    """

  /// After the first checkpoint the folder can be looked at; in the end it is as without checkpoints.
  @Test func theFolderHasPicturesFromTheFirstCheckpointOn() throws {
    let plain = try Laboratory()
    _ = try plain.run(Self.script)
    let laboratory = try Laboratory()
    var seen: [[String]] = []
    let outcome = try laboratory.run(
      Self.script.replacing("epochs=4", with: "epochs=4 checkpoint=1"),
      isInterrupted: {
        let names = ((try? laboratory.runFiles) ?? [:]).keys.map { $0.split(separator: "/")[1] }
        seen.append(names.map(String.init))
        return false
      })
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let onTheWay = ["last.png", "loss.png", "strip.png"]
    #expect(seen.contains { names in onTheWay.allSatisfy(names.contains) }, "\(seen)")
    let files = try laboratory.runFiles.filter { !$0.key.hasSuffix("config.json") }
    #expect(!files.keys.contains { $0.hasSuffix("strip.png") })
    #expect(try files == plain.runFiles.filter { !$0.key.hasSuffix("config.json") })
  }

  /// What a killed training left is gone when it has ended.
  @Test func aStripThatWasLeftIsRemoved() throws {
    let laboratory = try Laboratory()
    _ = try laboratory.run(Self.script, isInterrupted: laboratory.stop { $0 >= 6 })
    let folder = try #require(laboratory.runFolders.first)
    try writeDurably([1], to: "\(laboratory.output)/runs/\(folder)/strip.png")
    _ = try laboratory.run(Self.script)
    #expect(try !laboratory.runFiles.keys.contains { $0.hasSuffix("strip.png") })
  }

  /// A training that diverges leaves nothing that depends on when it was written.
  @Test func aDivergedRunHasNoPicturesOfItsWay() throws {
    let laboratory = try Laboratory()
    let script = Self.script.replacing(" sigmoid", with: "")
      .replacing("epochs=4", with: "epochs=4 lr=1e30 loss=bce_logits")
    #expect(try laboratory.run(script).report.exitCode == .diverged)
    let folder = try #require(laboratory.runFolders.first)
    for name in ["last.png", "loss.png", "strip.png"] {
      try writeDurably([1], to: "\(laboratory.output)/runs/\(folder)/\(name)")
    }
    #expect(try laboratory.run(script, fresh: true).report.exitCode == .diverged)
    #expect(try !laboratory.runFiles.keys.contains { $0.hasSuffix(".png") })
  }

  /// Runs the training on a terminal and answers what it was sent.
  private func sent(_ terminal: Terminal, _ laboratory: Laboratory) -> String {
    let said = Said()
    let context = SessionContext(
      outputFolder: laboratory.output, terminal: terminal, workers: WorkerPool(threads: 1),
      progress: { said.add($0) })
    var interpreter = Interpreter(language, session: Session(context: context))
    #expect(interpreter.run(Program.parse(Self.script, name: "test")).exitCode == .done)
    return said.text
  }

  private func terminal(_ graphics: Graphics, rows: Int = 24, columns: Int = 80) -> Terminal {
    Terminal(
      columns: columns, rows: rows, style: .unicode, colors: .full, graphics: graphics,
      rewritesProgress: true, isLive: true)
  }

  @Test func curvesAndPicturesAreDrawnAndFilesStayAsTheyAre() throws {
    let plain = try Laboratory()
    _ = try plain.run(Self.script)
    let laboratory = try Laboratory()
    let text = sent(terminal(.block), laboratory)
    #expect(text.contains("▀") && text.contains("generator"))
    #expect(try laboratory.runFiles == plain.runFiles)
    let last = try #require(text.split(separator: "\u{1b}[J").last)
    let lines = last.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 24)
    for line in lines { #expect(line.replacing(/\u{1b}\[[0-9;]*m/, with: "").count < 80) }
    #expect(sent(terminal(.kitty), try Laboratory()).contains("\u{1b}_Gf=100,a=T,c="))
    #expect(sent(terminal(.iterm), try Laboratory()).contains("doNotMoveCursor=1;"))
    let off = sent(terminal(.off), try Laboratory())
    #expect(off.contains("generator") && !off.contains("▀"))
    #expect(!sent(terminal(.block, rows: 12), try Laboratory()).contains("▀"))
  }

  @Test func aRowFitsTheWindow() {
    let picture = Image(width: 64, height: 64, channels: 1, level: 0)
    let wide = Image(width: 64, height: 16, channels: 1, level: 0)
    for (rows, columns) in [(16, 80), (24, 40), (24, 80), (45, 120), (60, 300), (200, 60)] {
      for image in [picture, wide] {
        guard
          let row = LiveDrawing.rowSize(
            of: image, terminal(.block, rows: rows, columns: columns))
        else { continue }
        #expect((row.columns + 1) * LiveDrawing.count - 1 < columns, "\(columns) x \(rows)")
        #expect(row.lines <= rows * 2 / 5)
      }
    }
    let size = LiveDrawing.rowSize(of: picture, terminal(.block))
    #expect(size?.columns == 15 && size?.lines == 7)
    #expect(LiveDrawing.rowSize(of: picture, terminal(.block, rows: 15)) == nil)
    #expect(LiveDrawing.rowSize(of: picture, terminal(.block, columns: 20)) == nil)
  }

  /// Where a window has become too small for what was drawn, lines may be anywhere above its top: from then
  /// on, whenever it changes its size, drawing begins at the top. Nothing is erased from the top of the
  /// window on, which some terminals would keep for scrolling back.
  @Test func aChangedWindowIsDrawnFromItsTop() throws {
    let records = (1...40).map {
      EpochRecord(
        epoch: $0, generator: 0.7, discriminator: 1.4, generatorMean: 0.7, discriminatorMean: 1.4,
        realScore: 0.5, fakeScore: 0.5)
    }
    let image = Image(width: 64, height: 64, channels: 1, level: 90)
    var drawing = LiveDrawing()
    func drawn(_ columns: Int, _ rows: Int) -> String {
      drawing.text(
        records, terminal(.block, rows: rows, columns: columns), seconds: 0, below: 60,
        isLast: false, pictures: { Array(repeating: image, count: 5) })
    }
    let top = "\u{1b}[H"
    #expect(!drawn(120, 45).hasPrefix(top))
    #expect(!drawn(120, 45).hasPrefix(top))
    #expect(!drawn(119, 45).hasPrefix(top))
    #expect(drawn(80, 24).hasPrefix(top))
    #expect(!drawn(80, 24).hasPrefix(top))
    #expect(drawn(120, 45).hasPrefix(top))
    let text = drawn(120, 45)
    #expect(text.hasPrefix("\r\u{1b}["))
    // A line is erased behind its words, and what is below in the end.
    let plot = try #require(text.split(separator: "\u{1b}[J").first)
    #expect(plot.split(separator: "\n").count > 5)
    #expect(plot.split(separator: "\n").allSatisfy { $0.hasSuffix("\u{1b}[K") })
  }

  /// A window that became narrower has broken the lines that were drawn.
  @Test func brokenLinesAreCounted() {
    #expect(LiveDrawing.linesAbove([], below: 0, columns: 80) == 0)
    #expect(LiveDrawing.linesAbove([79, 0, 40], below: 60, columns: 80) == 3)
    #expect(LiveDrawing.linesAbove([79, 0, 40], below: 60, columns: 40) == 5)
    #expect(LiveDrawing.linesAbove([79, 79], below: 79, columns: 39) == 8)
  }
}
