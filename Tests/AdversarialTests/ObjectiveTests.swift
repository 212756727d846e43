import Adversarial
import Foundation
import Tensors
import Testing

/// Losses and their gradients against PyTorch, and where they bend most of all.
struct ObjectiveTests {
  @Test(arguments: objectiveCatalog.names)
  func lossesAndGradientsAreThoseOfPyTorch(name: String) throws {
    let objective = try objectiveCatalog.find(name).objective
    let reference = try #require(ObjectiveReference.all.first { $0.name == name })
    let (real, fake) = (Batch(reference.real), Batch(reference.fake))
    let loss = objective.discriminatorLoss(real: real.scores, fake: fake.scores)
    expectClose(loss, reference.discriminatorLoss)
    expectClose(real.gradients, reference.realGradient)
    expectClose(fake.gradients, reference.fakeGradient)
    let generated = Batch(reference.fake)
    expectClose(
      objective.generatorLoss(fake: generated.scores, real: real.scores.scores),
      reference.generatorLoss)
    expectClose(generated.gradients, reference.generatorGradient)
  }

  /// The balance is where the discriminator gives every sample the same and cannot do better.
  @Test(arguments: objectiveCatalog.names)
  func balanceIsWhereNothingCanBeTold(name: String) throws {
    let objective = try objectiveCatalog.find(name).objective
    guard let balance = objective.balance else { return }
    let undecided = ["bce", "lsgan"].contains(name) ? 0.5 : 0
    let (real, fake) = (Batch([undecided, undecided]), Batch([undecided, undecided]))
    expectClose(
      objective.discriminatorLoss(real: real.scores, fake: fake.scores), balance.discriminator)
    // Along the way on which both sorts get more, nothing is gained.
    expectClose((real.gradients + fake.gradients).reduce(0, +), 0)
    expectClose(
      objective.generatorLoss(fake: fake.scores, real: real.scores.scores), balance.generator)
  }

  @Test func whatIsNoProbabilityIsNotCalledOne() throws {
    for kind in objectiveCatalog.elements {
      let probability = kind.objective.probability(of: 0.25)
      switch kind.objective.unit {
      case .probability: #expect(probability == 0.25)
      case .logit: #expect(abs(try #require(probability) - 0.562_177) < 1e-6)
      case .score: #expect(probability == nil)
      }
    }
    #expect(objectiveCatalog.elements.filter { $0.objective.unit == .score }.count == 4)
  }

  @Test func crossEntropyOfProbabilitiesIsBounded() throws {
    let bce = try objectiveCatalog.find("bce").objective
    let largest = try #require(bce.largestLoss)
    #expect(abs(largest - 27.631) < 1e-3)
    let (real, fake) = (Batch([0]), Batch([1]))
    expectClose(
      bce.discriminatorLoss(real: real.scores, fake: fake.scores), 2 * largest)
    let sure = Batch([1])
    #expect(abs(bce.discriminatorLoss(real: sure.scores, fake: Batch([0]).scores)) < 1e-6)
  }

  /// The derivative at the logit, where the sigmoid that MindSpore 1.9 had before the loss is
  /// saturated.
  @Test(
    arguments: [
      (0, false, 0.5), (0, true, -0.5), (16, false, 0.999_999_9), (20, false, 0), (30, false, 0),
      (-20, true, -1), (-40, true, -4.2e-6), (-60, true, 0),
    ] as [(Float, Bool, Double)])
  func aSureDiscriminatorTeachesNothing(logit: Float, isReal: Bool, expected: Double) throws {
    let bce = try objectiveCatalog.find("bce").objective
    let p = Double(1 / (1 + exp(-logit)))
    let (real, fake) = (Batch([isReal ? p : 0.5]), Batch([isReal ? 0.5 : p]))
    _ = bce.discriminatorLoss(real: real.scores, fake: fake.scores)
    let derivative = (isReal ? real : fake).gradients[0] * Double(Float(p) * (1 - Float(p)))
    #expect(abs(derivative - expected) <= max(abs(expected) * 0.02, 1e-12))
  }

  @Test(arguments: [-100, -20, -1.5, 0, 0.25, 3, 40, 100])
  func crossEntropyOfLogits(c: Double) throws {
    let objective = try objectiveCatalog.find("bce_logits").objective
    let softplus = { (x: Double) in max(x, 0) + log1p(exp(-abs(x))) }
    let (real, fake) = (Batch([c]), Batch([c]))
    expectClose(
      objective.discriminatorLoss(real: real.scores, fake: fake.scores), softplus(-c) + softplus(c))
    expectClose(real.gradients, [1 / (1 + exp(-c)) - 1])
    expectClose(fake.gradients, [1 / (1 + exp(-c))])
  }

  @Test(arguments: objectiveCatalog.names)
  func whatIsNotANumberStaysNone(name: String) throws {
    let objective = try objectiveCatalog.find(name).objective
    let (real, fake) = (Batch([.nan, 0.5]), Batch([.nan, 0.5]))
    #expect(objective.discriminatorLoss(real: real.scores, fake: fake.scores).isNaN)
    #expect(real.gradients[0].isNaN && fake.gradients[0].isNaN)
    #expect(objective.generatorLoss(fake: fake.scores, real: real.scores.scores).isNaN)
    #expect(fake.gradients[0].isNaN)
  }

  /// Scores with room for their gradient.
  private struct Batch {
    let scores: ScoresWithGradient
    private let gradient: Tensor

    init(_ values: [Double]) {
      let tensor = Tensor(rows: 1, columns: values.count)
      tensor.values = values.map { Float($0) }
      gradient = Tensor(rows: 1, columns: values.count)
      scores = ScoresWithGradient(tensor, gradient: gradient)
    }

    var gradients: [Double] { gradient.values.map(Double.init) }
  }

  private func expectClose(
    _ values: [Double], _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(values.count == expected.count, sourceLocation: sourceLocation)
    for (value, expected) in zip(values, expected) {
      expectClose(value, expected, sourceLocation: sourceLocation)
    }
  }

  private func expectClose(
    _ value: Double, _ expected: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      abs(value - expected) <= 2e-5 * max(1, abs(expected)), "\(value), not \(expected)",
      sourceLocation: sourceLocation)
  }
}
