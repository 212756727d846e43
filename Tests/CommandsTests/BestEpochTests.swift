import Files
import Foundation
import Testing

/// The best epoch of a training is kept, through stops and damage, and a training may end for want of
/// a better one.
struct BestEpochTests {
  private static let networks = """
    load sunflowers size=8 limit=48
    net generator: 8 -> 24 relu -> 64 tanh
    net discriminator: 64 -> 24 leakyrelu(0.2) -> 1 sigmoid

    """
  private static let training =
    networks
    + "r = train epochs=12 lr=0.01 batch=12 optimizer=adam measures=2 best=kid checkpoint=3\n"

  /// The numbers of those lines that have no other words.
  private static func numbers(_ lines: [String]) -> [[Double]] {
    lines.compactMap { line in
      let words = line.split(separator: " ")
      let numbers = words.compactMap { Double($0) }
      return numbers.count == words.count ? numbers : nil
    }
  }

  @Test func theBestEpochIsKept() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.training
        + """
        print r.kid.min_at r.best.epochs
        print r.kid.min r.best.kid.last
        sample r.best "best.npy"
        again = train epochs={r.best.epochs} lr=0.01 batch=12 optimizer=adam snapshots=0
        """.replacing("{r.best.epochs}", with: "r.best.epochs")
        + "\nsample again \"again.npy\"\n")
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let pairs = Self.numbers(outcome.texts)
    for pair in pairs { #expect(pair.count == 2 && pair.first == pair.last) }
    let best = Int(try #require(pairs.first?.last))
    #expect(best < 12, "the best epoch must not be the last one")
    #expect(try laboratory.files["best.npy"] == laboratory.files["again.npy"])
    #expect(try laboratory.files["best.npy"] != nil)
  }

  @Test(arguments: [1, 9, 14, 21, 26, 33, 40])
  func aStoppedTrainingKeepsTheSameBest(stop: Int) throws {
    let whole = try Laboratory()
    _ = try whole.run(Self.training)
    let laboratory = try Laboratory()
    _ = try laboratory.run(Self.training, isInterrupted: laboratory.stop { $0 >= stop })
    let outcome = try laboratory.run(Self.training)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(try laboratory.runFiles == whole.runFiles)
  }

  /// A longer training takes over what the shorter one found, and one with other learning rates, too.
  @Test(arguments: ["", " lr=0.005"]) func aLongerTrainingTakesItOver(rates: String) throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.training + "long = continue r epochs=16\(rates)\nprint long.best.epochs\n"
        + "sample long.best \"s.npy\"\n")
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let again = try laboratory.run(
      Self.training + "long = continue r epochs=16\(rates)\nprint long.best.epochs\n")
    #expect(again.messages.count { $0.hasPrefix("found run") } == 2, "\(again.messages)")
    #expect(again.texts.last == outcome.texts.first { Int($0) != nil })
  }

  @Test(arguments: ["cut", "gone"]) func aDamagedBestIsTrainedAgain(damage: String) throws {
    let whole = try Laboratory()
    _ = try whole.run(Self.training)
    let laboratory = try Laboratory()
    _ = try laboratory.run(Self.training)
    let folder = try #require(laboratory.runFolders.first)
    let path = "\(laboratory.output)/runs/\(folder)/best.safetensors"
    var bytes = try readFile(path)
    bytes.removeLast(bytes.count / 3)
    if damage == "gone" { unlink(path) } else { try writeDurably(bytes, to: path) }
    let outcome = try laboratory.run(Self.training)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(outcome.messages.contains { $0.contains("best.safetensors is missing or damaged") })
    #expect(try laboratory.runFiles == whole.runFiles)
  }

  @Test func patienceEndsATraining() throws {
    let laboratory = try Laboratory()
    let script =
      Self.networks
      + "r = train epochs=60 lr=0.01 batch=12 optimizer=adam measures=2 best=kid patience=6\n"
      + "print r.epochs r.best.epochs\nprint r.status\n"
    let outcome = try laboratory.run(script)
    let counts = try #require(Self.numbers(outcome.texts).first).map { Int($0) }
    #expect(counts.count == 2 && counts[0] == counts[1] + 6 && counts[0] < 60, "\(counts)")
    #expect(outcome.texts.last == "done")
    #expect(
      outcome.messages.contains { $0.hasPrefix("no better kid since epoch \(counts[1])") },
      "\(outcome.messages)")
    let again = try laboratory.run(script)
    #expect(again.messages.contains { $0.hasPrefix("found run") }, "\(again.messages)")
  }

  /// Nothing is decided between epochs that are measured.
  @Test func patienceWaitsForAMeasure() throws {
    let outcome = try Laboratory().run(
      Self.networks
        + "r = train epochs=10 batch=12 measures=10 best=kid patience=2\nprint r.epochs\n")
    #expect(outcome.texts.last == "10", "\(outcome.texts)")
  }

  @Test func whatPatienceEndedIsNotContinued() throws {
    let outcome = try Laboratory().run(
      Self.networks
        + "r = train epochs=60 lr=0.01 batch=12 optimizer=adam measures=2 best=kid patience=6\n"
        + "continue r epochs=70\n")
    #expect("\(outcome.problems)".contains("larger patience="), "\(outcome.problems)")
  }

  @Test(arguments: [
    ("best=kid", "add measures=10"), ("best=swd measures=2", "`best` must be kid"),
    ("best=kidd measures=2", "did you mean `kid`?"), ("patience=3", "add best=kid measures=10"),
    ("patience=3 measures=2", "add best=kid measures=10"),
  ])
  func whatCannotBeComparedIsRefused(options: String, words: String) throws {
    let outcome = try Laboratory().run(Self.networks + "train epochs=2 \(options)\n")
    #expect(outcome.report.exitCode != .done)
    #expect("\(outcome.problems)".contains(words), "\(outcome.problems)")
  }
}
