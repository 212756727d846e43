import GANScript
import Notebooks
import Testing
import Vocabulary

/// Tables are set by the columns that a terminal takes for their letters, not by how many letters there are.
struct TextTableTests {
  /// Names of the same number of letters and of different widths.
  private static let names = ["abcd", "漢字文書", "한글한글", "🌻🌻🌻🌻", "e\u{301}bcd", "ｆｕｌｌ", "ﾊﾝｶｸ"]

  private static func table(_ name: String) -> TextTable {
    TextTable(["name", "n"], [[.text(name), .number(1)], [.text("flowers"), .number(22)]])
  }

  @Test(arguments: names) func columnsStandBelowEachOther(name: String) {
    let lines = Self.table(name).lines
    // The numbers stand to the right, so every line ends in the same column.
    #expect(Set(lines.map(displayWidth)) == [max(displayWidth(name), 7) + 2 + 2], "\(lines)")
    #expect(lines[1].hasPrefix(name) && lines[1].hasSuffix(" 1"))
  }

  @Test(arguments: names) func aWindowIsFilledAndNotOverrun(name: String) {
    let table = Self.table(name)
    let width = displayWidth(table.lines[1])
    #expect(table.lines(fitting: width) == table.lines)
    for columns in 8..<width {
      let lines = table.lines(fitting: columns)
      #expect(lines.contains { $0.hasPrefix("left ") }, "\(columns)")
      for line in lines { #expect(displayWidth(line) <= columns, "\(line)") }
    }
  }
}
