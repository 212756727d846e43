import Files
import Foundation
import Imaging
import Testing

/// Replays of what cannot be replayed: clear words, and the other sections all the same.
@Suite(.enabled(if: Executable.path != nil, "the program is not built"), .timeLimit(.minutes(5)))
struct ReplayFaultTests {
  private static func networks(pixels: Int) -> String {
    """
    net generator: 3 -> 8 batchnorm relu -> \(pixels) tanh
    net discriminator: \(pixels) -> 8 leakyrelu(0.2) -> 1

    """
  }

  private static let notebooks = [
    "article.gan": """
    # %% [markdown]
    # # Flowers
    # %% Sections
    include "1-rates.gan"
    include "2-kinds.gan"
    include "3-plain.gan"
    """,
    "1-rates.gan": """
    # %% [markdown]
    # # 1 Rates
    # %% Rates
    param rate = 0.1
    load sunflowers size=4 limit=8

    """ + networks(pixels: 16) + """
      fast = sweep lr=[rate, 0.01] epochs=2 batch=4 loss=bce_logits
      expect fast.each.loss.generator.last.mean < 100 "the losses stay small" "it learns"
      run = train epochs=2 batch=4 lr=rate loss=bce_logits
      expect run.loss.generator.last < 100 "one stays small" "it learns"
      """,
    "2-kinds.gan": """
    # %% [markdown]
    # # 2 Kinds
    # %% Kinds
    param photos = sunflowers
    param batch = 4
    flowers = load photos size=8 limit=64

    """ + networks(pixels: 64) + """
      run = train epochs=2 batch=batch measures=1 loss=bce_logits
      expect run.coverage.last >= 0 "coverage is a share"
      if flowers.kinds > 1 "the pictures have no kinds"
        expect run.kinds.slim.last >= 0 "so is that of slim ones" "slim ones fade"
      end
      """,
    "3-plain.gan": "# %% Plain\nexpect 1 < 2 \"it runs\"\n",
  ]

  /// Replays from a folder elsewhere.
  private func replay(
    _ arguments: String, in laboratory: Laboratory
  ) throws -> Executable.Result {
    try Executable.replay(Self.notebooks, arguments, in: laboratory)
  }

  /// What came of the article's sentences, at the end of what was shown.
  private func findings(_ result: Executable.Result) throws -> String {
    let parts = result.output.split(
      separator: "=== What the article says\n", omittingEmptySubsequences: false)
    return String(try #require(parts.count == 2 ? parts.last : nil))
  }

  @Test func everythingIsWell() throws {
    let result = try replay("--report all.md", in: try Laboratory())
    #expect(result.status == 0, "\(result.messages)")
    #expect(
      try findings(result).hasPrefix("1  holds: it learns\n     0."), "\(result.output)")
    #expect(try findings(result).contains("2  holds: slim ones fade"))
    #expect(result.output.hasSuffix("2 sentences: 2 hold\n2 of 2 checks passed\n"))
  }

  /// A sentence that does not hold is a finding; `--strict` makes it a failure.
  @Test(arguments: [("", 0), ("--strict", 1)])
  func aFindingFailsOnlyWhereAskedTo(option: String, status: Int) throws {
    let notebooks = [
      "article.gan": "# %% A\ninclude \"1-a.gan\"\n",
      "1-a.gan": "# %% A\nexpect 2 < 1 \"less\" \"two is less than one\" \"2 and 1\"\n",
    ]
    let result = try Executable.replay(notebooks, option, in: try Laboratory())
    #expect(Int(result.status) == status, "\(result.messages)")
    #expect(
      result.messages.contains("strict: 1 of 1 sentence does not hold") == !option.isEmpty)
    #expect(
      try findings(result) == """
        1  does not hold: two is less than one
             2 and 1
        1 sentence: 1 does not hold

        """)
  }

  /// A small version says so before everything, and what some sections show is called after the article.
  @Test func aSmallVersionOfSomeSectionsSaysSo() throws {
    let notebooks = [
      "article.gan": """
      # %% [markdown]
      # # Flowers
      # %% Sections
      include "1-a.gan"
      include "2-b.gan"
      include "3-c.gan"
      """,
      "1-a.gan": """
      # %% [markdown]
      # # 1 First
      # %% A
      param quick = off
      if not quick "not in the small version"
        expect 2 < 1 "less" "two is less than one" "2 and 1"
      end
      """,
      "2-b.gan": "# %% [markdown]\n# # 2 Second\n# %% B\nexpect 1 < 2 \"a\" \"it is\" \"1\"\n",
      "3-c.gan": "# %% [markdown]\n# # 3 Third\n# %% [markdown]\n# In all {verdict(\"it is\")}.\n",
    ]
    let laboratory = try Laboratory()
    let result = try Executable.replay(notebooks, "--quick --report q.html 1 2 3", in: laboratory)
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.output.contains("not measured: two is less than one"))
    let page = String(decoding: try readFile(laboratory.path + "/q.html"), as: UTF8.self)
    let notice = try #require(page.firstRange(of: "A small version (--quick)"))
    let heading = try #require(page.firstRange(of: "<h1>Flowers</h1>"))
    let table = try #require(page.firstRange(of: "not in the small version"))
    let chapter = try #require(page.firstRange(of: "<h2>1 First</h2>"))
    #expect(heading.upperBound < notice.lowerBound && notice.upperBound < table.lowerBound)
    #expect(table.upperBound < chapter.lowerBound)
    #expect(page.contains("In all holds."))
    let whole = try Executable.replay(notebooks, "1 --report w.html", in: laboratory)
    #expect(whole.output.contains("does not hold: two is less than one"))
    #expect(
      !String(decoding: try readFile(laboratory.path + "/w.html"), as: UTF8.self)
        .contains("A small version"))
  }

  @Test func aRunThatDivergesStopsNoOtherSection() throws {
    let laboratory = try Laboratory()
    let result = try replay("-p rate=1e30 --report all.html", in: laboratory)
    #expect(result.status == 5, "\(result.messages)")
    let findings = try findings(result)
    // The sweep goes on, and its mean is none; the training alone ends the section.
    #expect(findings.contains("1  not measured: it learns"), "\(findings)")
    #expect(findings.contains("nan < 100, which is not finite"), "\(findings)")
    #expect(
      findings.hasSuffix(
        "2 sentences: 1 holds, 1 was not measured\n2 of 2 checks passed\n"), "\(findings)")
    #expect(result.messages.contains("incomplete: 1 Rates"))
    let page = String(decoding: try readFile(laboratory.path + "/all.html"), as: UTF8.self)
    #expect(page.contains("2 sentences: 1 holds, 1 was not measured"))
    #expect(page.contains("training diverged in epoch 1, step 1: "))
    #expect(page.contains("<strong>incomplete</strong> 1 Rates"))
  }

  /// A folder with some pictures of one colour each.
  private func photos(_ count: Int, in laboratory: Laboratory) throws -> String {
    try makeFolder(laboratory.path + "/few")
    for number in 0..<count {
      let picture = Image(
        width: 4, height: 4, channels: 1,
        pixels: (0..<16).map { UInt8(($0 * 13 + number * 29) % 256) })
      try laboratory.write(encodePNG(picture), "few/\(number).png")
    }
    return laboratory.path + "/few"
  }

  @Test func picturesWithoutKindsLeaveClaimsOut() throws {
    let laboratory = try Laboratory()
    let folder = try photos(20, in: laboratory)
    let result = try replay("2 -p photos='\(folder)' --report all.ipynb", in: laboratory)
    #expect(result.status == 0, "\(result.messages)")
    let findings = try findings(result)
    #expect(findings.contains("2  not measured: slim ones fade"), "\(findings)")
    #expect(findings.contains("the pictures have no kinds"))
    #expect(findings.hasSuffix("1 sentence: 1 was not measured\n1 of 1 checks passed\n"))
    let page = String(decoding: try readFile(laboratory.path + "/all.ipynb"), as: UTF8.self)
    #expect(page.contains("the pictures have no kinds"))
  }

  @Test func fewPicturesCannotBeMeasured() throws {
    let laboratory = try Laboratory()
    let folder = try photos(6, in: laboratory)
    let result = try replay("-p photos='\(folder)'", in: laboratory)
    #expect(result.status == 3, "\(result.messages)")
    let findings = try findings(result)
    #expect(findings.contains("2  not measured: coverage is a share"), "\(findings)")
    #expect(findings.contains("at least 16 samples"), "\(findings)")
    #expect(findings.contains("1  holds: it learns"))
    #expect(findings.hasSuffix("1 of 2 checks passed, 1 was not measured\n"))
    #expect(result.messages.contains("incomplete: 2 Kinds"))
  }

  /// The article's own notebooks show the pictures that there are before anything else, and say why none
  /// that were generated are next to them.
  @Test func theOpeningOfFewPicturesShowsThem() throws {
    let laboratory = try Laboratory()
    let folder = try photos(5, in: laboratory)
    let result = try Executable.run(
      ["replay", "2.1", "--quick", "-p", "photos=" + folder, "--report", "few.html"],
      in: laboratory)
    #expect(result.status == 0, "\(result.messages)")
    let real = try decodeImage(readFile(laboratory.output + "/article/opening/real.png"))
    #expect(real.width == 4 * 66 + 2 && real.height == 2 * 66 + 2)
    let page = String(decoding: try readFile(laboratory.path + "/few.html"), as: UTF8.self)
    let caption = try #require(page.firstRange(of: "Figure 1. The two networks; 5 of 5 real"))
    #expect(page.contains("nothing was learned that could be measured"))
    #expect(caption.upperBound < (try #require(page.firstRange(of: "ganrepl replay"))).lowerBound)
    #expect(page.contains("Figure 2. The first 5 pictures"))
  }

  @Test func aBatchLargerThanTheDataIsNamed() throws {
    let laboratory = try Laboratory()
    let folder = try photos(20, in: laboratory)
    let result = try replay("2 3 -p batch=64 -p photos='\(folder)'", in: laboratory)
    #expect(result.status != 0)
    #expect(
      try findings(result).contains("batch is 64, but there are only 20 samples"),
      "\(result.output)")
    #expect(
      try findings(result).hasSuffix(
        "1 sentence: 1 was not measured\n1 of 2 checks passed, 1 was not measured\n"))
  }
}
