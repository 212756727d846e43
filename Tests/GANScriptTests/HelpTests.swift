import GANScript
import Testing

@Suite("Help") struct HelpTests {
  let language = FakeHost.language

  @Test func listsEveryWord() {
    let text = language.help()
    for term in language.topics {
      #expect(text.contains("  \(term.name) "), "\(term.name)")
      #expect(text.contains(term.summary.prefix(30)), "\(term.name)")
    }
  }

  @Test func explainsEveryWordIn80Columns() throws {
    for term in language.topics {
      let text = try #require(language.help(term.name))
      for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
      for parameter in term.parameters {
        let label =
          parameter.position == .named ? parameter.name + "=" : parameter.name.uppercased()
        #expect(text.contains(label), "\(term.name) \(label)")
      }
    }
  }

  @Test func isReadable() {
    #expect(
      language.help("plot") == """
        plot WHAT [RUNS...] [FILE]: draws curves.

        Arguments:
          WHAT  what to draw; loss (required)
          RUNS  whose; a run
          FILE  where to; a path in quotes ending in .png

        Example:
          plot loss "loss.png"

        """)
    #expect(
      language.help("optimizer") == """
        optimizer= of train, sweep: how weights move; sgd or adam (default sgd).
          sgd   plain steps
          adam  adaptive steps

        """)
    #expect(language.help("gray") == "load color=gray: one channel.\n")
    #expect(language.help("leakyrelu")?.hasPrefix("leakyrelu([SLOPE]): x or slope·x.") == true)
    #expect(language.help("nothing") == nil)
  }

  @Test func suggestsNearNames() {
    let report = outcome("help trian").report
    #expect(report.diagnostics.first?.help == "did you mean `train`?")
  }

  /// Examples of the language itself run as they are.
  @Test func examplesRun() {
    for term in language.topics {
      let text = "load sunflowers\n" + term.example
      #expect(render(outcome(text).report.diagnostics) == "", "\(term.name)")
    }
  }
}
