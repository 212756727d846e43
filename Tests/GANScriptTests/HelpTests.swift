import GANScript
import Testing

@Suite("Help") struct HelpTests {
  let language = FakeHost.language

  @Test func listsEveryWord() throws {
    let text = try #require(language.help("all"))
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

  /// `help` alone is short, names the verbs and the pages that there are, and fits the window.
  @Test(arguments: [40, 60, 80, 100, 300]) func theMapFitsTheWindow(columns: Int) throws {
    let text = language.help(columns: columns)
    for line in text.split(separator: "\n") { #expect(line.count <= min(columns, 100), "\(line)") }
    for verb in language.verbs.names { #expect(text.contains(verb)) }
    for page in language.pages {
      #expect(text.contains("help \(page.name)"))
      let shown = try #require(language.help(page.name, columns: columns), "\(page.name)")
      // Examples are lines to be typed, and stay whole.
      for line in shown.split(separator: "\n") where !line.hasPrefix("  net ") {
        #expect(line.count <= min(columns, 100), "\(line)")
      }
    }
  }

  /// Signs are asked for as they are written, and end their line.
  @Test(arguments: symbolCatalog.names.flatMap { $0.split(separator: " ").map(String.init) })
  func explainsSigns(sign: String) {
    #expect(language.help(sign) != nil, "\(sign)")
    guard sign != "#", sign != ";" else { return }
    let report = outcome("help \(sign)\nprint 1").report
    #expect(render(report.diagnostics) == "", "\(sign)")
    #expect(report.completed.count == 2, "\(sign)")
  }

  @Test func explainsNumbersOfErrors() throws {
    #expect(try #require(language.help("E109")).contains("argument does not take"))
    #expect(language.help("E999") == nil)
    #expect(outcome("help E110").report.diagnostics.isEmpty)
    #expect(outcome("help(train)").report.diagnostics.first?.help == "write help train")
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
