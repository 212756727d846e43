import GANScript
import Testing

/// Hints lead to what was meant.
struct HintTests {
  @Test(arguments: [
    ("size=64,64", "write size=64x64"), ("grid=5,5", "write grid=5x5"),
    ("range=-1,1", "write range=-1..1"), ("range=0,1", "write range=0..1"),
    ("limit=1,5", "write 1.5"),
  ])
  func twoNumbersAreNoDecimal(argument: String, help: String) {
    let text = render(Program.parse("load sunflowers \(argument)\n", name: "a").diagnostics)
    #expect(text.contains("help: " + help + "\n"), "\(text)")
  }

  @Test(arguments: [
    ("print 7 // 2", "//\""), ("help(train)", "expected a name"), ("x = 7 / / 2", "paths go"),
  ])
  func noHintLeadsAstray(script: String, words: String) {
    let text = render(Program.parse(script + "\n", name: "a").diagnostics)
    #expect(!text.isEmpty && !text.contains(words), "\(text)")
  }
}
