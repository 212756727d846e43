import Commands
import GANScript
import Kernels
import Synchronization
import Testing

/// What the environment says of the terminal.
struct TerminalTests {
  private static let utf8 = ["LANG": "C.UTF-8", "TERM": "xterm-256color"]

  private func variables(_ more: [String: String]) -> TerminalVariables {
    TerminalVariables(Self.utf8.merging(more) { $1 })
  }

  @Test func coloursFollowTheirOrder() {
    #expect(variables([:]).colors(.auto, isTerminal: true) == .palette)
    #expect(variables([:]).colors(.auto, isTerminal: false) == .none)
    #expect(variables(["COLORTERM": "truecolor"]).colors(.auto, isTerminal: true) == .full)
    #expect(variables(["TERM": "dumb"]).colors(.auto, isTerminal: true) == .none)
    #expect(variables(["NO_COLOR": "1"]).colors(.auto, isTerminal: true) == .none)
    #expect(variables(["NO_COLOR": ""]).colors(.auto, isTerminal: true) == .palette)
    #expect(variables(["CLICOLOR_FORCE": "1"]).colors(.auto, isTerminal: false) == .palette)
    #expect(
      variables(["CLICOLOR_FORCE": "1", "NO_COLOR": "1"]).colors(.auto, isTerminal: true) == .none)
    #expect(variables(["NO_COLOR": "1"]).colors(.always, isTerminal: false) == .palette)
    #expect(variables([:]).colors(.never, isTerminal: true) == .none)
  }

  @Test(arguments: [
    ([:], Graphics.block), (["KITTY_WINDOW_ID": "1"], .kitty), (["TERM": "xterm-kitty"], .kitty),
    (["TERM": "xterm-ghostty"], .kitty), (["TERM_PROGRAM": "iTerm.app"], .iterm),
    (["TERM_PROGRAM": "WezTerm"], .iterm), (["LC_TERMINAL": "iTerm2"], .iterm),
    (["TERM_PROGRAM": "iTerm.app", "TMUX": "/tmp/x"], .block),
    (["KITTY_WINDOW_ID": "1", "TERM": "screen-256color"], .block),
    (["KITTY_WINDOW_ID": "1", "TERM": "tmux-256color"], .block), (["LANG": "C"], .ascii),
    (["GANREPL_GRAPHICS": "kitty"], .kitty), (["GANREPL_GRAPHICS": "off"], .off),
    (["GANREPL_GRAPHICS": "ascii", "TERM": "xterm-kitty"], .ascii),
    (["GANREPL_GRAPHICS": "block", "TERM": "xterm-kitty"], .block),
    (["GANREPL_GRAPHICS": "nonsense"], .block),
  ])
  func picturesFollowTheEnvironment(more: [String: String], expected: Graphics) {
    #expect(variables(more).graphics(.palette, isTerminal: true) == expected)
  }

  /// Without colours no protocol is used that needs control bytes, whatever is wished.
  @Test(arguments: ["kitty", "iterm", "block", ""])
  func noColourMeansNoControlBytes(wish: String) {
    let variables = variables(["GANREPL_GRAPHICS": wish, "TERM": "xterm-kitty"])
    #expect(variables.graphics(.none, isTerminal: true) == .ascii)
  }

  private func show(_ script: String, _ terminal: Terminal) throws -> [Output] {
    var shown: [Output] = []
    let context = SessionContext(
      outputFolder: "none", terminal: terminal, workers: WorkerPool(threads: 1))
    var interpreter = Interpreter(
      language, session: Session(context: context),
      environment: Environment(emit: { shown.append($0) }))
    let report = interpreter.run(Program.parse(script, name: "test"))
    #expect(report.exitCode == .done, "\(render(report.diagnostics))")
    return shown
  }

  private func picture(_ graphics: Graphics, _ colors: ColorDepth) throws -> String {
    let shown = try show(
      "load sunflowers size=8 color=rgb\nshow data grid=1x2",
      Terminal(columns: 80, rows: 24, style: .unicode, colors: colors, graphics: graphics))
    guard case .exhibit(let exhibit)? = shown.last else { return "" }
    #expect(exhibit.alternative == "2 pictures of sunflowers")
    #expect(try exhibit.medium().bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    return exhibit.terminalText
  }

  @Test func picturesAreDrawnAsTheTerminalCan() throws {
    let ascii = try picture(.ascii, .none)
    #expect(ascii.utf8.allSatisfy { (0x20..<0x7F).contains($0) || $0 == 0x0A })
    #expect(ascii.split(separator: "\n").count == 6)
    let full = try picture(.block, .full)
    #expect(full.contains("\u{1b}[38;2;") && full.contains(";48;2;"))
    #expect(full.split(separator: "\n").allSatisfy { $0.hasSuffix("\u{1b}[0m") })
    let palette = try picture(.block, .palette)
    #expect(palette.contains("\u{1b}[38;5;") && !palette.contains(";2;"))
    #expect(try picture(.off, .full) == "[2 pictures of sunflowers, 22 x 12]")
    let kitty = try picture(.kitty, .palette)
    #expect(kitty.hasPrefix("\u{1b}_Gf=100,a=T,c=22,m=0;iVBOR"))
    #expect(kitty.hasSuffix("\u{1b}\\"))
    let inline = try picture(.iterm, .palette)
    #expect(inline.hasPrefix("\u{1b}]1337;File=inline=1;size="))
    #expect(inline.contains(":iVBOR") && inline.hasSuffix("\u{07}"))
  }

  /// A large picture goes in pieces of at most 4096 bytes, all but the last with m=1.
  @Test func kittyTakesPieces() throws {
    let shown = try show(
      "load sunflowers size=64 color=rgb\nshow data grid=4x4",
      Terminal(columns: 80, rows: 50, colors: .full, graphics: .kitty))
    guard case .exhibit(let exhibit)? = shown.last else { return }
    let pieces = exhibit.terminalText.split(separator: "\u{1b}\\").map(String.init)
    #expect(pieces.count > 2)
    #expect(pieces.dropLast().allSatisfy { $0.contains("m=1;") && $0.utf8.count < 4200 })
    #expect(pieces.last?.contains("m=0;") == true)
    #expect(pieces.dropFirst().allSatisfy { $0.hasPrefix("\u{1b}_Gm=") })
  }

  @Test func aNetworkIsATable() throws {
    let shown = try show(
      "net generator: 100 -> 128 relu -> 256 batchnorm relu -> 784 tanh\nshow generator",
      Terminal())
    guard case .table(let columns, let rows)? = shown.last else {
      Issue.record("no table")
      return
    }
    #expect(columns == ["generator", "output", "parameters"])
    let texts = rows.map { $0.map(\.description) }
    #expect(
      texts == [
        ["input", "[batch, 100]", ""], ["dense 128", "[batch, 128]", "12,928"],
        ["relu", "[batch, 128]", ""], ["dense 256", "[batch, 256]", "33,024"],
        ["batchnorm", "[batch, 256]", "512"], ["relu", "[batch, 256]", ""],
        ["dense 784", "[batch, 784]", "201,488"], ["tanh", "[batch, 784]", ""],
        ["total", "", "247,952"],
      ])
  }

  /// What a training says stays within the window and has no control bytes but the line's return.
  @Test(arguments: [20, 40, 60, 80, 200])
  func progressFitsTheWindow(columns: Int) throws {
    let said = Said()
    let laboratory = try Laboratory()
    let context = SessionContext(
      outputFolder: laboratory.output,
      terminal: Terminal(columns: columns, rows: 24, rewritesProgress: true),
      workers: WorkerPool(threads: 1), progress: { said.add($0) })
    var interpreter = Interpreter(language, session: Session(context: context))
    let report = interpreter.run(
      Program.parse(
        """
        load sunflowers size=4 limit=8
        net generator: 3 -> 8 batchnorm relu -> 16 tanh
        net discriminator: 16 -> 8 leakyrelu(0.2) -> 1 sigmoid
        train epochs=3 batch=4
        """, name: "test"))
    #expect(report.exitCode == .done)
    let lines = said.text.split(separator: "\r").flatMap { $0.split(separator: "\n") }
    #expect(lines.count >= 2)
    #expect(lines.last?.hasPrefix("epoch 3/3") == true)
    for line in lines { #expect(line.count < columns, "\(line)") }
    #expect(!said.text.contains("\u{1b}"))
  }
}

/// Collects what is said from any thread.
final class Said: Sendable {
  private let texts = Mutex("")
  var text: String { texts.withLock { $0 } }
  func add(_ text: String) { texts.withLock { $0 += text } }
}
