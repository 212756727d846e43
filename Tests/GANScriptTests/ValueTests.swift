import GANScript
import Testing
import Vocabulary

@Suite("Values") struct ValueTests {
  @Test(arguments: [
    "1", "-2.5", "0.001", "1e+20", "on", "-1..1", "64x48", "sgd", "normal(0.01)", "\"text\"",
    "\"a \\\"quote\\\" and a \\{brace}\"", "[1, [2, \"a\"], on]", "[]",
  ])
  func readBackAsWritten(text: String) {
    #expect(Value.reading(text)?.source == text)
  }

  @Test(arguments: ["", "1 2", "x.y", "not on", "1 +", "\"{x}\"", "on + 1", "x\n", "1/0", "nan.x"])
  func nothingElseIsAConstant(text: String) {
    #expect(Value.reading(text) == nil)
  }

  /// Whole numbers have all of their digits up to 2^64 - 1.
  @Test(arguments: [
    ("9007199254740993", "9007199254740993"),
    ("18_446_744_073_709_551_615", "18446744073709551615"),
    ("18446744073709551616", "1.8446744073709552e+19"),
    ("9007199254740992 + 1", "9007199254740993"),
    ("9007199254740995 - 2", "9007199254740993"),
    ("3002399751580331 * 3", "9007199254740993"),
    ("18446744073709551615 + 1", "1.8446744073709552e+19"),
    ("2 - 9007199254740993", "-9007199254740990"), ("9007199254740993 / 2", "4503599627370496"),
    ("9007199254740993 == 9007199254740992", "off"),
    ("9007199254740993 == 9007199254740993", "on"),
    ("9007199254740992 < 9007199254740993", "on"),
    ("9007199254740993 <= 9007199254740992", "off"), ("9007199254740993 > 0.5", "on"),
    ("last([1, 9007199254740993])", "9007199254740993"),
    ("\"{9007199254740993:d} {9007199254740993}\"", "9007199254740993 9007199254740993"),
    ("\"{9007199254740993:20d}|\"", "    9007199254740993|"),
    ("max(9007199254740993, 1)", "9007199254740992"), ("finite(9007199254740993)", "on"),
    ("abs(9007199254740993)", "9007199254740992"), ("not 9007199254740993 == 1", "on"),
  ])
  func wholeNumbersStayWhole(text: String, shown: String) {
    #expect(outcome("print \(text)").lines == [shown])
  }

  @Test(arguments: ["9007199254740993", "18446744073709551615", "[1, 9007199254740993]"])
  func wholeNumbersReadBackAsWritten(text: String) {
    #expect(Value.reading(text)?.source == text)
  }

  /// What counts by numbers that round says so, instead of counting others.
  @Test func rangesEndWhereNumbersRound() {
    let report = outcome("for n in 9007199254740992..9007199254740993\nprint n\nend").report
    #expect(render(report.diagnostics).contains("a range goes up to 2^53"))
  }

  @Test(arguments: [
    ("{1 / 3:.3f}", "0.333"), ("{2 / 3:.0f}", "1"), ("{5:3d}|", "  5|"), ("{5:03d}", "005"),
    ("{-5:04d}", "-005"), ("{0.256:.1%}", "25.6%"), ("{1e-3:.1e}", "1.0e-03"),
    ("{1e6:g}", "1e+06"), ("{1e-7}", "1e-07"), ("{2.0}", "2"), ("{log(0):.2f}", "-inf"),
    ("{1e300 * 1e300:5d}", "  inf"), ("{2.5:d}", "3"),
  ])
  func areFormatted(text: String, shown: String) {
    #expect(outcome("print \"\(text)\"").lines == [shown])
  }

  @Test(arguments: [
    ("normal(0.01) == normal(0.01)", "on"), ("normal(0.01) == normal(0.02)", "off"),
    ("normal(0.01) == he(0.01)", "off"), ("normal(0.01) != he(0.01)", "on"),
    ("[1, 2] == [1, 2]", "on"), ("[1, 2] == [2, 1]", "off"), ("[1] == [1, 2]", "off"),
    ("sgd == \"sgd\"", "on"), ("sgd == adam", "off"), ("1..2 == 1..3", "off"),
    ("64x48 == 64x48", "on"), ("1 == on", "off"),
  ])
  func areComparedAsAWhole(text: String, result: String) {
    #expect(Value.reading(text)?.source == result)
  }

  @Test func defaultsFitTheirKinds() {
    let size = Parameter("size", .size, "", default: "64")
    #expect(size.defaultValue?.source == "64x64")
    let wrong = Parameter("size", .size, "", default: "on")
    #expect(wrong.defaultValue == nil)
  }

  @Test func everyUnsafeCharacterIsEscaped() {
    let controls = Array(0...0x1F) + [0x7F] + Array(0x80...0x9F)
    let hidden: [UInt32] = [
      0x061C, 0x200B, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2060, 0x2066,
      0x2069, 0xFEFF, 0xE0041,
    ]
    for value in controls.map(UInt32.init) + hidden {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = escaped("a\(String(scalar))b")
      #expect(text.unicodeScalars.allSatisfy { !String($0).unicodeScalars.contains(scalar) })
      #expect(text.hasPrefix("a\\"), "\(value)")
    }
    #expect(escaped("\u{1b}[31m\u{202e}") == "\\x1b[31m\\u{202e}")
    #expect(escaped("Grüße, 山 🌻 e\u{301}") == "Grüße, 山 🌻 e\u{301}")
  }
}
