import GANScript
import Testing

@Suite("Running single cells") struct SelectionTests {
  let notebook = """
    param lr = 0.1
    # %% Data
    load sunflowers
    print "loaded"
    # %% 3.1 First
    a = train lr=lr
    plot loss
    # %% 3.2 Second
    b = train lr=0.2
    expect b.lr == 3
    # %% 3.10 Third
    plot loss a
    # %% 4 End
    save gif "end.gif"
    """

  @Test(arguments: [
    ("3.2", ["load", "train", "train"]), ("4", ["load", "train", "save"]),
    ("3.10", ["load", "train", "train", "plot"]), ("end", ["load", "train", "save"]),
    ("thi", ["load", "train", "train", "plot"]), ("1", ["load"]),
    ("3", ["load", "train", "plot", "train", "plot"]),
  ])
  func runsOneWithWhatItNeeds(which: String, verbs: [String]) {
    let outcome = outcome(notebook, selection: .cell(which))
    #expect(outcome.session.log.map { String($0.split(separator: " ")[0]) } == verbs)
  }

  @Test func runsFromACellOn() {
    let outcome = outcome(notebook, selection: .from("3.10"))
    #expect(
      outcome.session.log.map { String($0.split(separator: " ")[0]) } == [
        "load", "train", "train", "plot", "save",
      ])
    #expect(outcome.lines.isEmpty)
  }

  @Test func saysWhichCellsThereAre() {
    let unknown = outcome(notebook, selection: .cell("3.3")).report
    #expect(unknown.diagnostics.last?.message == "no cell `3.3`")
    #expect(unknown.exitCode == .commandLine)
    let several = outcome("# %% Data a\n# %% Data b\nx = 1", selection: .cell("data")).report
    #expect(several.diagnostics.map(\.help) == ["it may be `Data a`, `Data b`"])
  }
}
