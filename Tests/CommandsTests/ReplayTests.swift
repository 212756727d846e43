import Files
import Foundation
import Testing

/// Reports and replays as they are asked for from a shell.
@Suite(.enabled(if: Executable.path != nil, "the program is not built"), .timeLimit(.minutes(5)))
struct ReplayTests {
  private static let training = """
    load sunflowers size=4 limit=8
    net generator: 3 -> 8 batchnorm relu -> 16 tanh
    net discriminator: 16 -> 8 leakyrelu(0.2) -> 1 sigmoid
    run = train epochs=3 batch=4 lr=0.1
    plot loss "FILE.png"
    expect run.loss.generator.last > 0 "it is positive"

    """

  private static let notebooks = [
    "article.gan": """
    # %% [markdown]
    # # Flowers
    # %% Sections
    include "1-first.gan"
    include "2-broken.gan"
    include "3-last.gan"
    """,
    "common.gan": "# %% Common\nparam quick = off\nparam lr = 0.1\n",
    "1-first.gan": "# %% One\ninclude \"common.gan\"\nprint quick lr\n"
      + training.replacing("FILE", with: "one"),
    "2-broken.gan": "# %% Two\nprint 1\nload \"nowhere\"\n",
    "3-last.gan": "# %% Three\ninclude \"common.gan\"\n"
      + training.replacing("FILE", with: "three"),
  ]

  /// A laboratory with notebooks, and a shell that replays them from a folder elsewhere.
  private func replay(
    _ arguments: String, in laboratory: Laboratory
  ) throws -> Executable.Result {
    try Executable.replay(Self.notebooks, arguments, in: laboratory)
  }

  private func text(_ name: String, in laboratory: Laboratory) throws -> String {
    String(decoding: try readFile(laboratory.path + "/" + name), as: UTF8.self)
  }

  @Test func aFailedSectionStopsNoOther() throws {
    let laboratory = try Laboratory()
    let result = try replay("--report deep/all.html", in: laboratory)
    #expect(result.status == 4, "\(result.messages)")
    #expect(result.output.contains("2 of 2 checks passed"))
    #expect(result.messages.contains("incomplete: 2 2-broken"))
    // The third section finds the run of the first one.
    #expect(result.messages.contains("found run"))
    #expect(result.messages.contains("saved deep/all.html"))
    #expect(try laboratory.files.keys.sorted() == ["article/one.png", "article/three.png"])
    let page = try text("deep/all.html", in: laboratory)
    for part in ["<h1>Flowers</h1>", "nowhere", "2 of 2 checks passed", "incomplete"] {
      #expect(page.contains(part), "\(part)")
    }
    #expect(!page.contains(laboratory.path))
    // The figure that was shown is not there again as a file, nor in the third section.
    #expect(page.matches(of: /<figure/).count == 1)
    // The same replay, the same bytes.
    _ = try replay("--report deep/all.html", in: laboratory)
    #expect(try text("deep/all.html", in: laboratory) == page)
  }

  @Test(arguments: [
    ("--quick -p lr=0.2 1", "on 0.2"), ("first", "off 0.1"), ("-p quick=on 1", "on 0.1"),
  ])
  func parametersReachTheSectionsThatHaveThem(arguments: String, printed: String) throws {
    let result = try replay(arguments, in: try Laboratory())
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.output.contains(printed + "\n"), "\(result.output)")
    #expect(result.output.contains("1 of 1 checks passed"))
  }

  @Test(arguments: [
    ("4", "no section 4"), ("frist", "did you mean first"), ("-p lrr=1", "did you mean `lr`"),
    ("--report x.pdf", ".html, .md, .ipynb"), ("--quick 2", "quick"),
    ("--cell 1", "not for replay"),
  ])
  func aWrongWishIsTwo(arguments: String, words: String) throws {
    let laboratory = try Laboratory()
    let result = try replay(arguments, in: laboratory)
    #expect(result.status == 2)
    #expect(result.messages.contains(words), "\(result.messages)")
    #expect(laboratory.isUntouched)
  }

  private static let article =
    URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path() + "/notebooks/article.gan"

  @Test(.enabled(if: kindOfFile(at: article) != nil, "there is no article yet"))
  func theCheckoutIsFoundFromElsewhere() throws {
    let result = try Executable.run(["replay", "no such section"])
    #expect(result.status == 2)
    #expect(result.messages.contains("3.0-baseline"), "\(result.messages)")
  }

  /// Values in the prose of the article's notebooks are values: none is left as text.
  @Test(.enabled(if: kindOfFile(at: article) != nil, "there is no article yet"))
  func theNotebooksSayWhatTheyMean() throws {
    let folder = (Self.article as NSString).deletingLastPathComponent
    for name in try FileManager.default.contentsOfDirectory(atPath: folder)
    where name.hasSuffix(".gan") {
      let result = try Executable.run(["check", folder + "/" + name])
      #expect(result.status == 0 && !result.messages.contains("W204"), "\(result.messages)")
    }
  }

  @Test(arguments: [("print 1", 0, "1"), ("print 1\nload \"none\"", 4, "none")])
  func aReportIsWrittenWhateverComes(script: String, status: Int, words: String) throws {
    let laboratory = try Laboratory()
    try laboratory.write(Array("# %% A\n\(script)\n".utf8), "a.gan")
    for ending in ["html", "md", "ipynb"] {
      let result = try Executable.run(["a.gan", "--report", "r.\(ending)"], in: laboratory)
      #expect(Int(result.status) == status, "\(result.messages)")
      #expect(try text("r.\(ending)", in: laboratory).contains(words))
    }
  }

  @Test func anInterruptedRunHasAReport() throws {
    let laboratory = try Laboratory()
    let script = Self.training.replacing("epochs=3", with: "epochs=100000")
    try laboratory.write(Array(script.utf8), "long.gan")
    let path = try #require(Executable.path)
    let shell = """
      set -m
      '\(path)' run long.gan --report r.html 2> said & child=$!
      until grep -q epoch said; do sleep 0.02; done
      kill -INT $child
      wait $child
      echo $?
      """
    let result = try Executable.run(["-c", shell], in: laboratory, program: "/bin/bash")
    #expect(result.output.hasSuffix("\n130\n"), "\(result.output)")
    let page = try text("r.html", in: laboratory)
    #expect(page.contains("interrupted") && page.contains("</html>"))
  }

  @Test(arguments: [
    (["run", "a.gan", "--report", "r.pdf"], 2), (["run", "a.gan", "--report", "."], 2),
    (["run", "a.gan", "--report", "a.gan/r.md"], 4), (["check", "a.gan", "--report", "r.md"], 2),
    (["run", "a.gan", "--quick"], 2), (["run", "a.gan", "--json"], 2),
  ])
  func aReportThatCannotBeIsRefusedFirst(arguments: [String], status: Int) throws {
    let laboratory = try Laboratory()
    try laboratory.write(Array("print 12345".utf8), "a.gan")
    let result = try Executable.run(arguments, in: laboratory)
    #expect(Int(result.status) == status, "\(result.messages)")
    #expect(result.output.isEmpty)
  }
}
