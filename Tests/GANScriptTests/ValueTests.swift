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
