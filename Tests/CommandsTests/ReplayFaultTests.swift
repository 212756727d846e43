import Files
import Foundation
import Imaging
import Testing

/// Replays of what cannot be replayed: clear words, and the other sections all the same.
@Suite(.enabled(if: Executable.path != nil, "the program is not built"), .timeLimit(.minutes(1)))
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
      if flowers.kinds > 1
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

  /// The table of claims at the end of what was shown.
  private func claims(_ result: Executable.Result) throws -> String {
    let parts = result.output.split(separator: "=== Claims\n", omittingEmptySubsequences: false)
    return String(try #require(parts.count == 2 ? parts.last : nil))
  }

  @Test func everythingIsWell() throws {
    let result = try replay("--report all.md", in: try Laboratory())
    #expect(result.status == 0, "\(result.messages)")
    #expect(
      try claims(result).hasPrefix(
        """
        1  holds: the losses stay small
           article   it learns
           measure   fast.each.loss.generator.last.mean < 100
           measured  0.
        """), "\(result.output)")
    #expect(try claims(result).contains(" (sd "))
    #expect(result.output.hasSuffix("5 of 5 hold\n"))
  }

  @Test func aRunThatDivergesStopsNoOtherSection() throws {
    let laboratory = try Laboratory()
    let result = try replay("-p rate=1e30 --report all.html", in: laboratory)
    #expect(result.status == 1, "\(result.messages)")
    let claims = try claims(result)
    // The sweep goes on, and its mean is none; the training alone ends the section.
    #expect(claims.contains("1  not measured: the losses stay small"), "\(claims)")
    #expect(claims.contains("measured  nan < 100, which is no number"), "\(claims)")
    #expect(claims.contains("1  not measured: one stays small"))
    #expect(claims.contains("measured  training diverged in epoch 1, step 1: "), "\(claims)")
    #expect(claims.hasSuffix("3 of 5 hold, 2 were not measured\n"))
    #expect(result.messages.contains("incomplete: 1 Rates"))
    let page = String(decoding: try readFile(laboratory.path + "/all.html"), as: UTF8.self)
    #expect(page.contains("3 of 5 hold, 2 were not measured"))
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
    let claims = try claims(result)
    #expect(claims.contains("2  holds: coverage is a share"), "\(claims)")
    #expect(claims.contains("not measured: so is that of slim ones"))
    #expect(claims.contains("measured  only where flowers.kinds > 1"))
    #expect(claims.hasSuffix("1 of 2 hold, 1 was not measured\n"))
    let page = String(decoding: try readFile(laboratory.path + "/all.ipynb"), as: UTF8.self)
    #expect(page.contains("only where flowers.kinds"))
  }

  @Test func fewPicturesCannotBeMeasured() throws {
    let laboratory = try Laboratory()
    let folder = try photos(6, in: laboratory)
    let result = try replay("-p photos='\(folder)'", in: laboratory)
    #expect(result.status == 3, "\(result.messages)")
    let claims = try claims(result)
    #expect(claims.contains("2  not measured: coverage is a share"), "\(claims)")
    #expect(claims.contains("at least 16 samples"), "\(claims)")
    #expect(claims.contains("3  holds: it runs") && claims.contains("1  holds: one stays small"))
    #expect(result.messages.contains("incomplete: 2 Kinds"))
  }

  @Test func aBatchLargerThanTheDataIsNamed() throws {
    let laboratory = try Laboratory()
    let folder = try photos(20, in: laboratory)
    let result = try replay("2 3 -p batch=64 -p photos='\(folder)'", in: laboratory)
    #expect(result.status != 0)
    #expect(
      try claims(result).contains("measured  batch is 64, but there are only 20 samples"),
      "\(result.output)")
    #expect(try claims(result).hasSuffix("1 of 3 hold, 2 were not measured\n"))
  }
}
