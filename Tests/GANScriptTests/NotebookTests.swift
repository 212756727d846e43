import GANScript
import Testing

/// The notebook that the language was made for.
let articleNotebook = #"""
  #!/usr/bin/env ganrepl
  # %% [markdown]
  # # 3.0 Baseline
  # SGD at **lr = 0.01** for 100 epochs.

  # %% Parameters
  param lr = 0.01
  param epochs = 100
  param batch = 32
  param photos = sunflowers          # or a folder: -p photos=my/photos

  # %% Data and networks
  load photos size=64 color=gray range=-1..1
  net generator: 100 -> 128 relu -> 256 batchnorm relu -> 512 batchnorm relu -> 4096 tanh
  net discriminator: 4096 -> 1024 leakyrelu -> 256 leakyrelu -> 1 sigmoid

  # %% Training
  baseline = train epochs=epochs lr=lr batch=batch optimizer=sgd seed=1

  # %% 3.0.1 Losses
  plot loss "loss.png"
  # %% 3.0.2 Last picture
  show picture
  save picture "last.png" grid=5x5
  # %% 3.0.3 Animation
  save gif "training.gif" every=5
  save generator "generator.safetensors"
  expect baseline.loss.generator.last < 2 "still close to the balance of 0.693"

  """#

@Suite("The article's notebook") struct NotebookTests {
  /// A cell that only includes and declares shows nothing, and needs no heading.
  @Test func aCellMayBeSilent() {
    let text = "# %% A\ninclude \"a.gan\"\nparam n = 1\n# %% B\nparam m = 1\nx = m\n"
    #expect(Program.parse(text, name: "n.gan").cells.map(\.isSilent) == [true, false])
  }

  @Test func runsFromTopToBottom() {
    let outcome = outcome(articleNotebook)
    #expect(render(outcome.report.diagnostics) == "")
    #expect(outcome.report.exitCode == .done)
    #expect(
      outcome.session.log == [
        "load sunflowers 64x64 gray",
        "net generator: 100 -> 128 relu -> 256 batchnorm relu -> 512 batchnorm relu -> 4096 tanh",
        "net discriminator: 4096 -> 1024 leakyrelu(0.2) -> 256 leakyrelu(0.2) -> 1 sigmoid",
        "train 100 0.01 sgd", "plot last loss.png", "show picture", "save picture last.png",
        "save gif training.gif", "save generator generator.safetensors",
      ])
    #expect(outcome.lines == ["holds: 0.51 < 2"])
  }

  @Test func takesParameters() {
    let outcome = outcome(
      articleNotebook, parameters: ["lr=0.2", "photos=../my/photos", "epochs=2_0"])
    #expect(outcome.session.log.first == "load ../my/photos 64x64 gray")
    #expect(outcome.session.log.contains("train 20 0.2 sgd"))
  }

  @Test func runsOneCellWithWhatItNeeds() {
    let outcome = outcome(articleNotebook, selection: .cell("3.0.1"))
    #expect(
      outcome.session.log.map { $0.split(separator: " ")[0] } == [
        "load", "net", "net", "train", "plot",
      ])
  }

  @Test func printsTheFileBack() {
    #expect(Program.parse(articleNotebook, name: "a").printed == Array(articleNotebook.utf8))
  }
}

@Suite struct IncludedNotebookTests {
  private let common = "param lr = 0.01\n# %% Common\nprint lr"

  @Test func aFileIncludedTwiceKeepsItsParameters() {
    let twice = outcome(
      "include \"common.gan\"\ninclude \"common.gan\"", parameters: ["lr=0.5"],
      files: ["common.gan": common])
    #expect(twice.report.diagnostics.isEmpty)
    #expect(twice.lines == ["0.5", "0.5"])
  }

  @Test func cellsOfIncludedFilesAreTold() {
    var titles: [String] = []
    var interpreter = Interpreter(
      FakeHost.language, session: FakeSession(),
      environment: Environment(
        emit: { if case .cell(let cell) = $0 { titles.append(cell.title) } },
        read: { _ in Array(common.utf8) }, exists: { _ in true }))
    _ = interpreter.run(Program.parse("# %% All\ninclude \"common.gan\"", name: "all.gan"))
    #expect(titles == ["All", "Common"])
  }
}

/// Values in prose, `{x:.1%}`.
@Suite struct ProseValueTests {
  /// The prose that a run shows, and what came of it.
  private func run(_ text: String) -> (prose: [String], report: Report) {
    var prose: [String] = []
    var interpreter = Interpreter(
      FakeHost.language, session: FakeSession(),
      environment: Environment(
        emit: { if case .cell(let cell) = $0, cell.isProse { prose.append(cell.prose) } }))
    let report = interpreter.run(Program.parse(text, name: "a.gan"))
    return (prose, report)
  }

  @Test(arguments: [
    ("about {x:.1%} of {x + 1}", "about 50.0% of 1.5"), ("\\{x\\} `{x}` {x", "\\{x\\} `{x}` {x"),
    ("`a` {x} `{y}`", "`a` 0.5 `{y}`"), ("no braces }", "no braces }"), ("{x}{x}", "0.50.5"),
    ("$\\frac{x}{b}$ is {x}", "$\\frac{x}{b}$ is 0.5"), ("$$\\sum_{x}$$ {x}", "$$\\sum_{x}$$ 0.5"),
    ("from $5 {x} to $6", "from $5 0.5 to $6"), ("$a {x}", "$a 0.5"), ("$ {x} $", "$ 0.5 $"),
  ])
  func areWritten(prose: String, shown: String) {
    let (shownProse, report) = run("# %% A\nx = 0.5\n# %% [markdown]\n# \(prose)\n# next")
    #expect(report.exitCode == .done, "\(report.diagnostics)")
    #expect(shownProse == [shown + "\nnext"])
  }

  @Test func codeBlocksStayAsTheyAre() {
    #expect(run("x = 1\n# %% [md]\n# ```\n# {y}\n# ```\n# {x}").prose == ["```\n{y}\n```\n1"])
  }

  /// Braces of somebody else's, with no expression in them, are left as they are; a check tells so.
  @Test(arguments: [
    ("{y}", "unknown name `y`"), ("{x:z}", "no format"), ("{x +}", "expected a value"),
    ("{a note}", "expected `}`"), ("{y:.2f}", "unknown name `y`"), ("{max(x, y)}", "unknown name"),
  ])
  func bracesWithoutAnExpressionAreText(prose: String, words: String) throws {
    let (shown, report) = run(
      "# %% A\nx = 1\nprint x\n# %% [markdown]\n# see {x} and \(prose), {x}")
    #expect(shown == ["see 1 and \(prose), 1"] && report.exitCode == .done)
    #expect(report.diagnostics.count == 1)
    let problem = try #require(report.diagnostics.first)
    #expect(problem.severity == .warning && problem.code == .braces)
    #expect(problem.message.contains(words), "\(problem.message)")
    #expect(problem.help?.contains("\\{") == true)
    #expect(problem.location?.line == 5 && problem.location?.column == 15)
  }

  /// What is wrong with a value that there is, is found before anything runs, at its place.
  @Test func mistakesAreFoundFirst() throws {
    let (shown, report) = run(
      "# %% A\nload sunflowers\nr = train\n# %% [markdown]\n# see {r.los}")
    #expect(shown.isEmpty && report.exitCode == .script)
    let problem = try #require(report.diagnostics.first)
    #expect(problem.message.contains("no field `los`"), "\(problem.message)")
    #expect(problem.location?.line == 5)
  }

  /// One cell alone runs what its prose reads.
  @Test func aSelectedCellHasItsValues() {
    var prose: [String] = []
    var interpreter = Interpreter(
      FakeHost.language, session: FakeSession(),
      environment: Environment(
        emit: { if case .cell(let cell) = $0 { prose.append(cell.prose) } }))
    let program = Program.parse("# %% 1 A\nx = 2\n# %% 2 B [md]\n# {x}", name: "a.gan")
    _ = interpreter.run(program, selection: .cell("2"))
    #expect(prose == ["2"])
  }
}
