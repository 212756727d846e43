import Adversarial
import Networks
import Testing

/// What is found wrong before the first step.
struct RecipeTests {
  @Test(arguments: [
    (10, 5, true, [5, 5]), (10, 4, true, [4, 4]), (10, 4, false, [4, 4, 2]),
    (10, 10, true, [10]), (10, 10, false, [10]), (3, 4, true, [3]), (1, 1, true, [1]),
    (7, 3, false, [3, 3, 1]),
  ])
  func batchSizes(samples: Int, batch: Int, drops: Bool, sizes: [Int]) throws {
    let recipe = try Small.recipe(batch: batch, dropsLastBatch: drops)
    #expect(recipe.batchSizes(samples: samples) == sizes)
  }

  @Test func whatFitsPasses() throws {
    try check(Small.recipe())
    try check(Small.recipe(objective: "bce_logits"), Small.networks(output: nil))
    try check(Small.recipe(latents: [Float](repeating: 0, count: 3 * 8 * 3)))
  }

  @Test func networksMustFitTheData() throws {
    expect(.generatorDoesNotFit(output: 12, data: 13)) {
      try check(Small.recipe(), data: 13)
    }
    var networks = try Small.networks()
    networks.discriminator = networks.generator
    expect(.discriminatorDoesNotFit(input: 3, data: 12)) {
      try check(Small.recipe(), networks)
    }
    networks.discriminator = try Network(
      name: "discriminator", input: 12, elements: [.dense(2), "sigmoid"])
    expect(.discriminatorOutputs(2, unit: .probability)) { try check(Small.recipe(), networks) }
  }

  @Test func theScoreMustFitTheLoss() throws {
    expect(.unitDoesNotFit(objective: "bce", unit: .probability, isBounded: false)) {
      try check(Small.recipe(), Small.networks(output: nil))
    }
    expect(.unitDoesNotFit(objective: "bce_logits", unit: .logit, isBounded: true)) {
      try check(Small.recipe(objective: "bce_logits"))
    }
  }

  @Test func theBatchMustFitTheSamples() throws {
    expect(.batchTooLarge(batch: 11, samples: 10)) { try check(Small.recipe(batch: 11)) }
    for (batch, drops) in [(1, true), (3, false)] {
      let error = #expect(throws: TrainingError.self) {
        try check(Small.recipe(batch: batch, dropsLastBatch: drops))
      }
      guard case .batchNormNeedsTwo("generator", _, batch, last: 1, samples: 10)? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
    try check(Small.recipe(batch: 3))
  }

  @Test func thereMustBeEnoughLatents() throws {
    expect(.tooFewLatents(given: 23, needed: 24)) {
      try check(Small.recipe(latents: [Float](repeating: 0, count: 3 * 23)))
    }
  }

  @Test func dataMustBeFinite() throws {
    var data = Small.data
    data.values[12 * 4 + 1] = .nan
    expect(.dataNotFinite(sample: 4)) {
      _ = try Trainer(
        Small.networks(), Small.recipe(), data: data, workers: .init(threads: 1))
    }
  }

  private func check(
    _ recipe: Recipe, _ networks: NetworkPair? = nil, data: Shape = Shape(Small.features)
  ) throws {
    try recipe.check(networks ?? Small.networks(), data: data, samples: Small.samples)
  }

  /// The error, and that it has words for people.
  private func expect(
    _ error: TrainingError, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
  ) {
    #expect(throws: error, sourceLocation: sourceLocation, performing: body)
    #expect(!error.message.isEmpty && !error.message.hasSuffix("."))
  }
}
