import GANScript
import Testing

@Suite("Parsing") struct ParsingTests {
  @Test(arguments: [
    ("x = 1", Program.Completeness.complete), ("", .complete), ("# a comment", .complete),
    ("train epochs=3", .complete), ("for x in [1, 2]", .incomplete),
    ("for x in [1, 2]\nprint x", .incomplete), ("for x in [1,", .incomplete),
    ("for x in [1]\nif x == 1\nprint x", .incomplete),
    ("for x in [1]\nif x == 1\nprint x\nend", .incomplete),
    ("for x in [1]\nprint x\nend", .complete), ("net g: 100 ->", .incomplete),
    ("net g: 100 -> # go on", .incomplete), ("net g: 100 ->\n 3", .complete),
    ("x = (1 +", .incomplete), ("x = max(1,", .incomplete), ("x = [1, 2", .incomplete),
    ("if 1 < 2\nprint 1\nelse", .incomplete), ("if 1 < 2; print 1; end", .complete),
    ("x = 1 +", .wrong), ("x = )", .wrong), ("print \"a", .wrong), ("end", .wrong),
    ("for x of [1]\nprint x", .wrong), ("x = [1 2", .wrong), ("trian epochs=", .wrong),
  ])
  func answersThreeWays(text: String, expected: Program.Completeness) {
    #expect(Program.parse(text, name: "prompt").completeness == expected)
  }

  @Test func findsCells() {
    let program = Program.parse(
      """
      x = 1
      # %% [markdown]
      # # A title
      #
      # prose
      # %% 3.1 Rates [slow]
      y = 2
      #%%
      z = 3
      """, name: "cells.gan")
    #expect(program.cells.map(\.number) == [0, 1, 2, 3])
    #expect(program.cells.map(\.title) == ["", "", "3.1 Rates", ""])
    #expect(program.cells.map(\.id) == [nil, nil, "3.1", nil])
    #expect(program.cells.map(\.isProse) == [false, true, false, false])
    #expect(program.cells[1].prose == "# A title\n\nprose\n")
    #expect(program.cells[2].tags == ["slow"])
    #expect(program.cells[2].text == "y = 2\n")
    #expect(program.cells[3].statementLocations.map(\.text) == ["z = 3"])
    #expect(program.cells[3].statementLocations.map(\.line) == [9])
  }

  @Test(arguments: ["#  %% no cell", "#\t %% none", "#     %%", "# a %% b", "# % % c"])
  func proseMayHoldSignsOfCells(line: String) {
    let program = Program.parse("# %% [markdown]\n# a\n\(line)\n# b\n#%% C\nx = 1\n", name: "a")
    #expect(program.cells.map(\.title) == ["", "C"])
    let prose = program.cells[0].prose.split(separator: "\n").map(String.init)
    #expect(prose == ["a", String(line.dropFirst(line.hasPrefix("# ") ? 2 : 1)), "b"])
  }

  @Test func listsParameters() {
    let program = Program.parse(articleNotebook, name: "a.gan")
    #expect(program.parameters.map(\.name) == ["lr", "epochs", "batch", "photos"])
    #expect(program.parameters.map(\.defaultText) == ["0.01", "100", "32", "sunflowers"])
  }

  @Test func acceptsMarksAndLineEnds() {
    let program = Program.parse("\u{FEFF}x = 1\r\ny = 2\rz = 3\n", name: "ends.gan")
    #expect(program.diagnostics.isEmpty)
    #expect(
      program.cells[0].statementLocations.map(\.description) == [
        "ends.gan:1:1", "ends.gan:2:1", "ends.gan:3:1",
      ])
    #expect(program.printed == Array("\u{FEFF}x = 1\r\ny = 2\rz = 3\n".utf8))
  }

  @Test func countsColumnsAsEditorsDo() {
    let program = Program.parse("x = \"ünï🌻\" ?", name: "a.gan")
    #expect(program.diagnostics.first?.location?.column == 12)
  }
}
