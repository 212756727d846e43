import Testing
import Vocabulary

/// Words on a terminal.
struct LineBreakingTests {
  private static let sentence =
    "note: of 256 pictures 12 have another shape than the others and were cut to a square in the middle"

  @Test func linesAreBrokenAtBlanks() {
    #expect(
      broken(Self.sentence, columns: 40) == """
        note: of 256 pictures 12 have another
          shape than the others and were cut to
          a square in the middle
        """)
  }

  /// Every width: the same words in the same order, no line wider than the window.
  @Test(arguments: 20...100) func nothingIsLost(columns: Int) {
    let lines = broken(Self.sentence, columns: columns).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= columns })
    #expect(lines.map { $0.drop { $0 == " " } }.joined(separator: " ") == Self.sentence)
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("  ") })
  }

  @Test func whatFitsStaysAsItIs() {
    let text = "a   table   of   blanks   \n  and a second line  "
    #expect(broken(text, columns: 30) == text)
    #expect(broken(Self.sentence, columns: 10) == Self.sentence)
    #expect(
      broken("   set in by three and then on", columns: 20)
        == "   set in by three\n     and then on")
  }

  /// What is copied is whole: paths, backticks, short quotes, and what the caller names.
  @Test func whatIsCopiedIsWhole() {
    let path = "out/session/runs/lr0.1-batch128-0123456789-e100/loss.png"
    #expect(broken("saved \(path) (94 kB)", columns: 40) == "saved\n  \(path)\n  (94 kB)")
    let spaced = "out/my own folder/with blanks/in it.png"
    #expect(
      broken("saved \(spaced) (94 kB)", columns: 30, keeping: [spaced])
        == "saved\n  \(spaced)\n  (94 kB)")
    #expect(
      broken("did you mean `ganrepl help start` or not", columns: 24)
        == "did you mean\n  `ganrepl help start`\n  or not")
    #expect(
      broken("there is \"a text of words\" in it", columns: 24)
        == "there is\n  \"a text of words\" in\n  it")
    #expect(
      broken("print \"a text that is wider than a line\"", columns: 24)
        == "print \"a text that is\n  wider than a line\"")
    #expect(broken("an \"open quote is no quote", columns: 20) == "an \"open quote is no\n  quote")
  }

  @Test func coloursTakeNoWidth() {
    let red = "\u{1b}[1;31merror[E109]:\u{1b}[0m a value that does not fit"
    #expect(
      broken(red, columns: 24)
        == "\u{1b}[1;31merror[E109]:\u{1b}[0m a value\n  that does not fit")
    #expect(broken("漢字 漢字 漢字 漢字 漢字", columns: 20) == "漢字 漢字 漢字 漢字\n  漢字")
  }
}
