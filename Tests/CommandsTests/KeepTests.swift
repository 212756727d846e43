import Adversarial
import Commands
import GANScript
import Testing

/// Runs that keep less than they could.
struct KeepTests {
  private static func train(_ options: String, epochs: Int = 4) -> String {
    Laboratory.preamble + "run = train epochs=\(epochs) lr=0.1 batch=4 \(options)\n"
  }

  private func size(_ laboratory: Laboratory) throws -> Int {
    try #require(try laboratory.runFiles.first { $0.key.hasSuffix("last.safetensors") }).value.count
  }

  @Test func lessIsKept() throws {
    var sizes: [Int] = []
    for kept in Checkpoint.Kept.allCases {
      let laboratory = try Laboratory()
      let outcome = try laboratory.run(
        Self.train("optimizer=adam keep=\(kept)") + "save picture \"last.png\"\nsave gif \"a.gif\"")
      #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
      sizes.append(try size(laboratory))
    }
    #expect(sizes == sizes.sorted() && Set(sizes).count == 3)
  }

  /// What a check says of the disk goes by what is kept.
  @Test func aCheckKnowsWhatIsKept() throws {
    let lines = try Checkpoint.Kept.allCases.map { kept in
      try #require(try Laboratory().plan(of: Self.train("keep=\(kept)")).first)
    }
    #expect(Set(lines).count == 3, "\(lines)")
  }

  /// The pictures of the end are the same, whether drawn by the generator or kept.
  @Test func theEndLooksTheSame() throws {
    let pictures = try Checkpoint.Kept.allCases.map { kept in
      let laboratory = try Laboratory()
      _ = try laboratory.run(Self.train("keep=\(kept)") + "save picture \"last.png\"")
      return try #require(try laboratory.files["last.png"])
    }
    #expect(Set(pictures).count == 1)
  }

  @Test func whatIsNotKeptIsNamed() throws {
    let sampled = try Laboratory().run(Self.train("keep=history") + "sample run")
    #expect(sampled.report.exitCode == .data)
    #expect(sampled.problems.contains("kept no weights of its generator"), "\(sampled.problems)")
    let answers = try Laboratory().run(Self.train("keep=sampling") + "sample run\nplot answers run")
    #expect(
      answers.problems.contains("kept no weights of its discriminator"), "\(answers.problems)")
    let laboratory = try Laboratory()
    _ = try laboratory.run(Self.train("keep=history"))
    let name = try #require(
      try laboratory.runFiles.keys.first { $0.hasSuffix("/last.safetensors") })
    let loaded = try laboratory.run(
      Laboratory.preamble + "load generator \"\(laboratory.output)/runs/\(name)\"")
    #expect(loaded.problems.contains("kept no weights of its generator"), "\(loaded.problems)")
  }

  /// What was kept with less is trained again when more is asked for, and not for less.
  @Test func aRunThatKeptTooLittleIsTrainedAgain() throws {
    let laboratory = try Laboratory()
    _ = try laboratory.run(Self.train("keep=history"))
    let again = try laboratory.run(Self.train("keep=history"))
    #expect(again.messages.contains { $0.hasPrefix("found run") }, "\(again.messages)")
    let more = try laboratory.run(Self.train("") + "sample run")
    #expect(more.report.exitCode == .done, "\(more.problems)")
    #expect(more.messages.contains { $0.contains("keep=history and is trained again") })
    let less = try laboratory.run(Self.train("keep=sampling"))
    #expect(less.messages.contains { $0.hasPrefix("found run") }, "\(less.messages)")
  }

  /// A longer run is the same, whether the shorter one could be gone on with or not.
  @Test func aLongerRunIsTheSame() throws {
    let files = try ["keep=history", "keep=everything"].map { kept in
      let laboratory = try Laboratory()
      let outcome = try laboratory.run(
        Self.train(kept) + "longer = continue run epochs=7 keep=everything")
      #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
      #expect(
        outcome.messages.contains { $0.contains("going on from epoch 4") }
          == (kept == "keep=everything"))
      return try #require(
        try laboratory.runFiles.first { $0.key.hasSuffix("-e7/last.safetensors") }?.value)
    }
    #expect(files[0] == files[1])
  }
}
