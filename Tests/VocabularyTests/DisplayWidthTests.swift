import Testing
import Vocabulary

/// Columns of characters, as terminals have them.
struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("epoch", 5), ("Grüße", 5), ("e\u{301}", 1), ("漢字", 4), ("ｆｕｌｌ", 8), ("ﾊﾝｶｸ", 4),
    ("한글", 4), ("\u{1112}\u{1161}\u{11ab}", 2), ("🌻", 2), ("🚀", 2), ("🥀", 2), ("🫠", 2), ("⌚", 2),
    ("✔", 1), ("🌡", 1), ("\u{1f702}", 1), ("🇩🇪", 2), ("a\u{200b}b", 2), ("\u{7}", 0), ("→", 1),
    ("▁▂█", 3), ("⠿", 1), ("𝐱", 1), ("𠀋", 2),
  ])
  func areThoseOfATerminal(text: String, width: Int) {
    #expect(displayWidth(text) == width)
  }
}
