import Commands
import Files
import Foundation
import GANScript
import Testing

/// Two trainings that differ are never one run: each gives the numbers that it gives alone.
struct RunKeyTests {
  /// A second network of either kind and a second data set, for the options that name one.
  private static let preamble =
    "few = load \"data.npy\" limit=11\nflowers = load sunflowers size=4 limit=24\n"
    + Laboratory.preamble + """
      net wide: 3 -> 9 batchnorm relu -> 16 tanh
      net narrow: 16 -> 7 leakyrelu(0.2) -> 1 sigmoid
      net logits: 16 -> 8 leakyrelu(0.2) -> 1

      """

  /// A training with an option and the same training without it.
  struct Pair: CustomTestStringConvertible, Sendable {
    var option: String
    var with: String
    var without: String
    /// A file in which they must differ.
    var file: String
    var testDescription: String { with }

    init(
      _ option: String, _ value: String, insteadOf other: String = "", beside others: String = "",
      file: String = "loss.csv"
    ) {
      self.option = option
      with = "\(others) \(value)"
      without = "\(others) \(other)"
      self.file = file
    }
  }

  static let pairs = [
    Pair("lr", "lr=0.2"), Pair("lr_g", "lr_g=0.2"), Pair("lr_d", "lr_d=0.2"),
    Pair("batch", "batch=6"), Pair("optimizer", "optimizer=adam"),
    Pair("loss", "loss=bce_logits discriminator=logits"), Pair("seed", "seed=2"),
    Pair("steps_d", "steps_d=2"), Pair("shuffle", "shuffle=off"),
    Pair("last_batch", "last_batch=keep", beside: "batch=6"),
    Pair("balance", "balance=on", beside: "data=flowers"),
    Pair("latents", "latents=\"latents.npy\""),
    Pair("snapshots", "snapshots=1", insteadOf: "snapshots=3", file: "training.gif"),
    Pair("measures", "measures=2"),
    Pair(
      "best", "best=kid", insteadOf: "best=variety", beside: "measures=1",
      file: "best.safetensors"),
    Pair("patience", "patience=2", beside: "best=ndb measures=1"),
    Pair("data", "data=few"), Pair("generator", "generator=wide"),
    Pair("discriminator", "discriminator=narrow"), Pair("momentum", "momentum=0.5"),
    Pair("dampening", "dampening=0.3", beside: "momentum=0.5"),
    Pair("nesterov", "nesterov=on", beside: "momentum=0.5"),
    Pair("weight_decay", "weight_decay=0.1"),
    Pair("beta1", "beta1=0.5", beside: "optimizer=adam"),
    Pair("beta2", "beta2=0.9", beside: "optimizer=adam"),
    Pair("epsilon", "epsilon=0.1", beside: "optimizer=adam"),
    Pair("smoothing", "smoothing=0.5", beside: "optimizer=rmsprop"),
    Pair("r1", "r1=0.5"), Pair("r2", "r2=0.5"), Pair("gp", "gp=0.5"),
    Pair("penalty_every", "penalty_every=2", beside: "r1=0.5"),
    Pair("label_smoothing", "label_smoothing=0.1"), Pair("augment", "augment=[flip]"),
    Pair("noise", "noise=0.3"), Pair("noise_until", "noise_until=1", beside: "noise=0.3"),
    Pair("ema", "ema=0.5", file: "last.png"), Pair("clip", "clip=0.01"),
    Pair("schedule", "schedule=cosine"), Pair("decay", "decay=0.5", beside: "schedule=linear"),
    Pair("warmup", "warmup=2"),
  ]

  /// How long it goes on, and when it is written: both leave the numbers as they are. So does `ranks` in a
  /// process that is alone; among several its line in the key is that of how many they are.
  static let withoutInfluence: Set = ["epochs", "checkpoint", "ranks", "keep"]

  @Test func everyOptionIsTried() throws {
    let options = try verbCatalog.find("train").term.parameters.map(\.name)
    #expect(Self.withoutInfluence.union(Self.pairs.map(\.option)) == Set(options))
  }

  @Test(arguments: pairs) func anOptionMakesAnotherRun(pair: Pair) throws {
    try expectOthers(
      Self.script(pair.without), Self.script(pair.with), differ: pair.file)
  }

  @Test(arguments: [
    "net generator: 3 -> 9 batchnorm relu -> 16 tanh",
    "net discriminator: 16 -> 8 leakyrelu(0.3) -> 1 sigmoid",
    "net generator: 3 -> 8 batchnorm relu -> 16 tanh init=he", "load \"data.npy\" limit=11",
    "load generator \"weights.safetensors\"",
  ])
  func networksAndDataMakeAnotherRun(line: String) throws {
    try expectOthers(Self.script(), Self.script(after: line), differ: "loss.csv")
  }

  @Test func whenItIsWrittenMakesNoOther() throws {
    let laboratory = try prepared()
    _ = try laboratory.run(Self.script())
    let files = try laboratory.runFiles
    let again = try laboratory.run(Self.script("checkpoint=2"))
    #expect(again.messages.contains { $0.hasPrefix("found run") }, "\(again.messages)")
    #expect(try laboratory.runFiles == files)
  }

  private static func script(_ options: String = "", after line: String = "") -> String {
    let rate = options.contains("lr=") ? "" : " lr=0.1"
    let batch = options.contains("batch=") ? "" : " batch=4"
    return preamble + line + "\nrun = train epochs=4\(rate)\(batch) \(options)\n"
  }

  /// Trains both, one behind the other and the second alone: the second is as if alone, and other than
  /// the first.
  private func expectOthers(_ first: String, _ second: String, differ file: String) throws {
    let alone = try prepared()
    let expected = try alone.run(second)
    #expect(expected.report.exitCode == .done, "\(expected.problems)")
    let laboratory = try prepared()
    let before = try laboratory.run(first)
    #expect(before.report.exitCode == .done, "\(before.problems)")
    let others = try laboratory.runFiles
    _ = try laboratory.run(second)
    let files = try laboratory.runFiles.filter { others[$0.key] == nil }
    #expect(try files == alone.runFiles)
    let results = [others, files].compactMap { files in
      files.first { $0.key.hasSuffix("/" + file) }?.value
    }
    try #require(results.count == 2)
    #expect(results[0] != results[1], "the option changes nothing")
  }

  /// A laboratory with latent vectors for all steps and weights to begin with.
  private func prepared() throws -> Laboratory {
    let laboratory = try Laboratory()
    try laboratory.write(
      npy(shape: "64, 3", (0..<192).map { Float(cos(Double($0 * $0))) }), "latents.npy")
    // As many samples as measuring takes.
    try laboratory.write(
      npy(shape: "16, 4, 4", (0..<256).map { Float(sin(Double($0 * $0))) }), "data.npy")
    let maker = try Laboratory()
    _ = try maker.run(
      Laboratory.preamble + "train epochs=1 batch=4\nsave generator \"w.safetensors\"")
    try laboratory.write(#require(maker.files["w.safetensors"]), "weights.safetensors")
    return laboratory
  }
}
