import Adversarial
import Foundation
import Testing

/// Losses and derivatives against their formulas, where they bend most of all.
struct ObjectiveTests {
  @Test(arguments: [0.01, 0.3, 0.5, 0.9, 0.999] as [Float])
  func crossEntropyOfProbabilities(p: Float) throws {
    let bce = try objectiveCatalog.find("bce").objective
    expectClose(bce.loss(p, .real), -log(Double(p)))
    expectClose(bce.loss(p, .fake), -log(1 - Double(p)))
    expectClose(bce.derivative(p, .real), -1 / Double(p))
    expectClose(bce.derivative(p, .fake), 1 / (1 - Double(p)))
  }

  @Test func crossEntropyOfProbabilitiesIsBounded() throws {
    let bce = try objectiveCatalog.find("bce").objective
    #expect(abs(bce.loss(0, .real) - 27.631) < 1e-3)
    #expect(abs(bce.loss(1, .fake) - 27.631) < 1e-3)
    #expect(abs(bce.loss(1, .real)) < 1e-6)
    #expect(abs(bce.loss(0, .fake)) < 1e-6)
  }

  /// The derivative at the logit, where the sigmoid that MindSpore 1.9 had before the loss is
  /// saturated.
  @Test(
    arguments: [
      (0, .fake, 0.5), (0, .real, -0.5), (16, .fake, 0.999_999_9), (20, .fake, 0), (30, .fake, 0),
      (-20, .real, -1), (-40, .real, -4.2e-6), (-60, .real, 0),
    ] as [(Float, Label, Float)])
  func aSureDiscriminatorTeachesNothing(logit: Float, label: Label, expected: Float) throws {
    let bce = try objectiveCatalog.find("bce").objective
    let p = 1 / (1 + exp(-logit))
    let derivative = bce.derivative(p, label) * p * (1 - p)
    #expect(abs(derivative - expected) <= max(abs(expected) * 0.02, 1e-12))
  }

  @Test(arguments: [-100, -20, -1.5, 0, 0.25, 3, 40, 100] as [Float])
  func crossEntropyOfLogits(logit: Float) throws {
    let bce = try objectiveCatalog.find("bce_logits").objective
    let c = Double(logit)
    let softplus = { (x: Double) in max(x, 0) + log1p(exp(-abs(x))) }
    expectClose(bce.loss(logit, .real), softplus(-c))
    expectClose(bce.loss(logit, .fake), softplus(c))
    expectClose(bce.derivative(logit, .real), 1 / (1 + exp(-c)) - 1)
    expectClose(bce.derivative(logit, .fake), 1 / (1 + exp(-c)))
  }

  @Test(arguments: objectiveCatalog.names)
  func derivativesAreThoseOfTheLoss(name: String) throws {
    let objective = try objectiveCatalog.find(name).objective
    for score in [0.2, 0.5, 0.7] as [Float] {
      for label in [Label.real, .fake] {
        let step: Float = 1e-3
        let rise = objective.loss(score + step, label) - objective.loss(score - step, label)
        #expect(abs(rise / (2 * step) - objective.derivative(score, label)) < 0.01)
      }
    }
  }

  @Test(arguments: objectiveCatalog.names)
  func whatIsNotANumberStaysNone(name: String) throws {
    let objective = try objectiveCatalog.find(name).objective
    for label in [Label.real, .fake] {
      #expect(objective.loss(.nan, label).isNaN)
      #expect(objective.derivative(.nan, label).isNaN)
    }
  }

  private func expectClose(
    _ value: Float, _ expected: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      abs(Double(value) - expected) <= 2e-5 * max(1, abs(expected)), "\(value), not \(expected)",
      sourceLocation: sourceLocation)
  }
}
