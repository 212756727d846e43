import Testing

/// A training with what helps beyond the article, stopped after any step, ends with the bytes of one that
/// was never stopped.
struct ResumeTests {
  struct Remedy: CustomTestStringConvertible, Sendable {
    var name: String
    var generator = "net generator: 6 -> 12 batchnorm relu -> 2@4x4 relu up -> conv(1) tanh"
    var discriminator = "net discriminator: 1@8x8 -> conv(3, 4, stride=2) leakyrelu -> 1"
    var options: String
    var testDescription: String { name }
  }

  static let remedies = [
    Remedy(
      name: "penalties with momentum",
      options: "optimizer=sgd momentum=0.5 r1=0.5 r2=0.2 penalty_every=3"),
    Remedy(name: "the average", options: "optimizer=adam ema=0.9 schedule=cosine warmup=2"),
    Remedy(
      name: "augmentation",
      options: "optimizer=adam augment=[flip, shift, cutout, brightness] noise=0.2"),
    Remedy(
      name: "spectral norm",
      generator: "net generator: 6 -> 12 relu -> 2@4x4 relu -> convtranspose(1) tanh spectral=on",
      discriminator:
        "net discriminator: 1@8x8 -> conv(3, 4, stride=2) leakyrelu -> 1 spectral=on",
      options: "optimizer=adam beta1=0.5"),
    Remedy(
      name: "components and the best epoch",
      generator: "net generator: 6 -> 12 batchnorm relu -> 7 -> 64 components tanh",
      discriminator: "net discriminator: 64 -> 8 leakyrelu -> 1",
      options: "optimizer=rmsprop measures=2 best=kid checkpoint=3 clip=5"),
  ]

  /// Sixteen epochs of four steps.
  private static func script(_ remedy: Remedy) -> String {
    """
    load sunflowers size=8 limit=16
    \(remedy.generator)
    \(remedy.discriminator)
    train epochs=16 batch=4 lr=0.01 loss=bce_logits snapshots=8 \(remedy.options)

    """
  }

  @Test(arguments: remedies) func aStoppedTrainingEndsTheSame(remedy: Remedy) throws {
    let whole = try Laboratory()
    let outcome = try whole.run(Self.script(remedy))
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let files = try whole.runFiles
    #expect(!files.isEmpty)
    for stop in 0..<64 {
      let laboratory = try Laboratory()
      let stopped = try laboratory.run(
        Self.script(remedy), isInterrupted: laboratory.stop { $0 >= stop })
      #expect(stopped.messages.contains { $0.contains(": interrupted, kept in") }, "\(stop)")
      let resumed = try laboratory.run(Self.script(remedy), threads: 2)
      #expect(resumed.report.exitCode == .done, "\(stop): \(resumed.problems)")
      #expect(try laboratory.runFiles == files, "stopped after \(stop) steps")
    }
  }

  /// What depends on how long a run is makes a longer one another from its first epoch on; continuing it is
  /// the longer training all the same.
  @Test(arguments: ["schedule=linear", "noise=0.3", "noise=0.3 noise_until=3", "warmup=2"])
  func aContinuedTrainingIsTheLongerOne(options: String) throws {
    func script(_ epochs: Int) -> String {
      """
      load sunflowers size=8 limit=16
      net generator: 6 -> 12 relu -> 64 tanh
      net discriminator: 64 -> 8 leakyrelu -> 1
      r = train epochs=\(epochs) batch=4 lr=0.05 loss=bce_logits snapshots=0 \(options)

      """
    }
    let whole = try Laboratory()
    _ = try whole.run(script(8))
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(script(4) + "continue r epochs=8\n")
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let isAnother = outcome.messages.contains { $0.contains("trained from its first epoch") }
    #expect(isAnother == ["schedule=linear", "noise=0.3"].contains(options))
    let files = try laboratory.runFiles
    for (name, bytes) in try whole.runFiles where !name.hasSuffix("config.json") {
      #expect(files[name] == bytes, "\(name)")
    }
  }

  @Test(arguments: [
    ("decay=0.5", "decay= says nothing without schedule=linear"),
    ("penalty_every=3", "penalty_every= says nothing without r1="),
    ("noise_until=3", "noise_until= says nothing without noise="),
  ])
  func whatSaysNothingAloneIsRefused(options: String, words: String) throws {
    let outcome = try Laboratory().run(
      "load sunflowers size=8 limit=16\nnet generator: 6 -> 64 tanh\n"
        + "net discriminator: 64 -> 1 sigmoid\ntrain epochs=2 batch=4 \(options)\n")
    #expect(outcome.problems.contains(words), "\(outcome.problems)")
  }

  /// A grid tries an option on runs that have no use for it, too.
  @Test func aGridMayHaveThem() throws {
    let outcome = try Laboratory().run(
      "load sunflowers size=8 limit=16\nnet generator: 6 -> 64 tanh\n"
        + "net discriminator: 64 -> 1\n"
        + "sweep schedule=[constant, linear] decay=0.5 epochs=2 batch=4 loss=bce_logits\n")
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
  }

  @Test(arguments: [
    ("-> 64 components tanh spectral=on", "spectral=on takes lengths away"),
    ("-> 64 components batchnorm tanh", "batchnorm stands between"),
    ("-> 32 components tanh -> 64 tanh", "which dense 32 of the generator does not put out"),
  ])
  func componentsOutOfPlaceAreRefused(end: String, words: String) throws {
    let outcome = try Laboratory().run(
      "load sunflowers size=8 limit=16\nnet generator: 6 -> 12 relu \(end)\n"
        + "net discriminator: 64 -> 1 sigmoid\ntrain epochs=2 batch=4\n")
    #expect(outcome.problems.contains(words), "\(outcome.problems)")
  }
}
