import Testing
import Vocabulary

@Suite("Kinds") struct KindTests {
  @Test(arguments: [
    (Kind.number(-.infinity ... .infinity), "a number"),
    (.number(0 ... .infinity), "a number from 0"),
    (.number(0 ... .infinity, exclusiveMinimum: true), "a number above 0"),
    (.number(0...0.5, exclusiveMinimum: true), "a number above 0, up to 0.5"),
    (.number(-1...1), "a number from -1 to 1"),
    (.number(-.infinity...3), "a number up to 3"),
    (.whole(.min ... .max), "a whole number"),
    (.whole(1 ... .max), "a whole number from 1"),
    (.whole(1...65_536), "a whole number from 1 to 65536"),
    (.toggle, "on or off"),
    (.word([Term("sgd", ""), Term("adam", "")]), "sgd or adam"),
    (.text, "text in quotes"),
    (.inputFile(endings: []), "a path in quotes"),
    (.outputFile(endings: ["png", "svg"]), "a path in quotes ending in .png, .svg"),
    (.range, "a range like -1..1"),
    (.size, "a size like 64 or 5x5"),
    (.list(.whole(1...2)), "a list of a whole number from 1 to 2"),
    (.object("run"), "a run"),
    (.any, "a value"),
    (.either([.toggle, .text]), "on or off or text in quotes"),
  ])
  func describeThemselves(kind: Kind, summary: String) {
    #expect(kind.summary == summary)
  }

  @Test func collectWords() {
    let kind = Kind.either([.word([Term("sgd", "")]), .list(.toggle), .text])
    #expect(kind.words.map(\.name) == ["sgd", "on", "off"])
  }

  @Test(arguments: [(1.0, "1"), (0.1, "0.1"), (1e-3, "0.001"), (1e20, "1e+20"), (-2.5, "-2.5")])
  func writeNumbersShort(number: Double, text: String) {
    #expect(shortest(number) == text)
  }

  @Test func findParametersByName() {
    let term = Term("train", "trains", parameters: [Parameter("lr", .text, "rate")])
    #expect(term.parameter(named: "lr")?.summary == "rate")
    #expect(term.parameter(named: "rl") == nil)
  }
}
