import Networks
import Tensors

/// One step's passes through both networks: all the memory that a batch size needs.
///
/// Real and generated samples lie side by side in one tensor, [features, 2 · batch]: a
/// discriminator without batch norm scores both in one pass, with twice the columns; one with batch
/// norm must see them apart. The generator writes its samples where the discriminator reads.
final class AdversarialPass {
  let batch: Int
  /// Latent vectors as drawn, [batch, latent].
  let latents: Tensor
  /// Real samples, [features, batch].
  let real: Tensor
  let generator: Workspace
  /// Passes of the discriminator's step: both at once, or fakes first and then real ones.
  private let passes: [Workspace]
  /// The discriminator on fakes alone, back to their pixels.
  private let fakePass: Workspace
  private let realPart: Part
  private let fakePart: Part

  init(_ networks: NetworkPair, batch: Int) {
    self.batch = batch
    latents = Tensor(rows: batch, columns: networks.generator.inputs)
    let samples = Tensor(rows: networks.discriminator.inputs, columns: 2 * batch)
    real = samples.columns(0..<batch)
    let fake = samples.columns(batch..<2 * batch)
    generator = Workspace(networks.generator, batch: batch, output: fake)
    let discriminator = networks.discriminator
    fakePass = Workspace(
      discriminator, batch: batch, input: fake, inputGradient: generator.outputGradient)
    passes =
      discriminator.usesBatchStatistics
      ? [fakePass, Workspace(discriminator, batch: batch, input: real)]
      : [Workspace(discriminator, batch: 2 * batch, input: samples)]
    (realPart, fakePart) = AdversarialPass.parts(passes, batch: batch)
  }

  /// The discriminator's loss on real samples and fakes.
  func scoreRealAndFake(
    _ discriminator: Parameters, _ objective: any Objective, _ phase: Phase, _ workers: WorkerPool
  ) -> StepLosses {
    for pass in passes {
      pass.forward(discriminator, phase, on: workers)
      pass.updateRunningStatistics(discriminator, on: workers)
    }
    let reals = Scores(of: realPart.scores)
    let fakes = Scores(of: fakePart.scores)
    let loss =
      objective.evaluate(reals, .real, gradient: realPart.gradient)
      + objective.evaluate(fakes, .fake, gradient: fakePart.gradient)
    return StepLosses(
      discriminator: loss, generator: nil, realScore: reals.mean, fakeScore: fakes.mean)
  }

  /// Backpropagates that loss to the discriminator's parameters, into the updater's sinks.
  func backpropagateToDiscriminator(
    _ discriminator: Parameters, _ updater: Updater, _ phase: Phase, _ workers: WorkerPool
  ) {
    for (index, pass) in passes.enumerated() {
      let sinks = index == 0 ? updater.sinks : updater.laterSinks
      pass.backward(discriminator, sinks: sinks, phase, on: workers)
    }
  }

  /// The generator's loss: how far the discriminator is from scoring the fakes as real.
  func scoreFakes(
    _ discriminator: Parameters, _ objective: any Objective, _ phase: Phase, _ workers: WorkerPool
  ) -> Double {
    fakePass.forward(discriminator, phase, on: workers)
    fakePass.updateRunningStatistics(discriminator, on: workers)
    return objective.evaluate(
      Scores(of: fakePass.output), .real, gradient: fakePass.outputGradient)
  }

  /// Backpropagates that loss through the discriminator to the generator's output.
  func backpropagateToGenerator(_ discriminator: Parameters, _ phase: Phase, _ workers: WorkerPool)
  {
    fakePass.backward(discriminator, sinks: [], toInput: true, phase, on: workers)
  }

  private typealias Part = (scores: Tensor, gradient: Tensor)

  /// Scores on real samples and on fakes, with their gradients, wherever the passes put them.
  private static func parts(_ passes: [Workspace], batch: Int) -> (real: Part, fake: Part) {
    if passes.count == 2 {
      return (
        (passes[1].output, passes[1].outputGradient), (passes[0].output, passes[0].outputGradient)
      )
    }
    let output = passes[0].output
    let gradient = passes[0].outputGradient
    return (
      (output.columns(0..<batch), gradient.columns(0..<batch)),
      (output.columns(batch..<2 * batch), gradient.columns(batch..<2 * batch))
    )
  }
}
