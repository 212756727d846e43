import GANScript
import Testing

@Suite("Transcripts") struct TranscriptTests {
  /// A prompt on the fake host that keeps what was carried out.
  private struct Prompt {
    var transcript = Transcript()
    let collector = Collector()
    var interpreter: Interpreter<FakeSession>

    init() {
      interpreter = Interpreter(
        FakeHost.language, session: FakeSession(),
        environment: Environment(emit: collector.collect))
    }

    mutating func type(_ text: String, files: Set<String> = [], isInterrupted: Bool = false) {
      let program = Program.parse(text, name: "prompt")
      let report = interpreter.execute(program)
      transcript.add(program, report, files: files, isInterrupted: isInterrupted)
    }
  }

  @Test func keepsWhatSucceededInOrder() {
    var prompt = Prompt()
    prompt.type("load sunflowers  # all of them")
    prompt.type("r = trian lr=0.1")
    prompt.type("r = train lr=0.1")
    prompt.type("help train")
    prompt.type("print \"a\"\nexpect 1 > 2\nprint \"b\"")
    prompt.type("# only a comment")
    prompt.type("r = train lr=0.2", isInterrupted: true)
    let notebook = prompt.transcript.notebook(title: "lab", version: "1.0")
    #expect(
      notebook == """
        #!/usr/bin/env ganrepl
        language 1
        # %% [markdown]
        # # lab
        #
        # Kept from the prompt of ganrepl 1.0.

        # %% 1 load sunflowers
        load sunflowers  # all of them

        # %% 2 r = train
        r = train lr=0.1

        # %% 3 print
        print "a"
        print "b"

        # %% 4 r = train
        r = train lr=0.2
        # Ctrl-C stopped this; run again, it goes on to its end.

        """)
    let report = outcome(notebook).report
    #expect(!report.hasErrors)
    #expect(report.diagnostics.map(\.code) == [.assignedTwice])
  }

  @Test func keepsPastedCells() {
    var prompt = Prompt()
    prompt.type("# %% Data\n# Flowers.\nload sunflowers\n# %% Sum\nx = 1 + 1")
    let notebook = prompt.transcript.notebook(title: "lab", version: "1.0")
    #expect(
      notebook.hasSuffix(
        "1.0.\n\n# %% Data\n# Flowers.\nload sunflowers\n# %% Sum\nx = 1 + 1\n"))
  }

  @Test func writesEachFileOnce() {
    var prompt = Prompt()
    prompt.type("load sunflowers")
    prompt.type("save picture \"a.png\"", files: ["out/a.png"])
    prompt.type("save picture \"b.png\"", files: ["out/b.png"])
    prompt.type("save gif \"a.png\"", files: ["out/a.png"])
    #expect(
      prompt.transcript.entries.map(\.text) == [
        "load sunflowers", "save picture \"b.png\"", "save gif \"a.png\"",
      ])
    #expect(!outcome(prompt.transcript.notebook(title: "t", version: "1")).report.hasErrors)
  }

  @Test func tellsWhatNamesStandFor() {
    var prompt = Prompt()
    prompt.type("x = 1 + 2\nparam y = \"a\"\nfor n in [1]\n  z = n\nend\nload sunflowers\nx")
    #expect(prompt.collector.lines.filter { $0.contains(":=") } == ["x := 3", "y := \"a\""])
    #expect(render(prompt.interpreter.execute("param z = 3").diagnostics) == "")
    let script = outcome("x = 3")
    #expect(script.lines.isEmpty)
  }

  @Test func reportsWhatWasCompleted() {
    var prompt = Prompt()
    let program = Program.parse(
      "x = 1\nload sunflowers\nsave picture \"full.png\"\ny = 2", name: "prompt")
    let report = prompt.interpreter.execute(program)
    #expect(report.hasErrors)
    #expect(report.completed.map(\.text) == ["x = 1", "load sunflowers"])
  }
}
