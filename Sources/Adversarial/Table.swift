import Networks
import Tensors

/// The table at which the two players meet: all memory of a step with one batch size.
///
/// Real and generated samples lie side by side in one tensor, [features, 2 · batch]: a
/// discriminator without batch norm judges both in one pass, with twice the columns; one with batch
/// norm must see them apart. The generator writes its samples where the discriminator reads.
final class Table {
  let batch: Int
  /// Latent vectors as drawn, [batch, latent].
  let latents: Tensor
  /// Real samples, [features, batch].
  let real: Tensor
  let generator: Workspace
  /// Passes of the discriminator's step: both at once, or fakes first and then real ones.
  private let passes: [Workspace]
  /// The discriminator on fakes alone, back to their pixels.
  private let verdictOnFakes: Workspace
  private let realPart: Part
  private let fakePart: Part

  init(_ players: Players, batch: Int) {
    self.batch = batch
    latents = Tensor(rows: batch, columns: players.generator.inputs)
    let samples = Tensor(rows: players.discriminator.inputs, columns: 2 * batch)
    real = samples.columns(0..<batch)
    let fake = samples.columns(batch..<2 * batch)
    generator = Workspace(players.generator, batch: batch, output: fake)
    let judge = players.discriminator
    verdictOnFakes = Workspace(
      judge, batch: batch, input: fake, inputGradient: generator.outputGradient)
    passes =
      judge.usesBatchStatistics
      ? [verdictOnFakes, Workspace(judge, batch: batch, input: real)]
      : [Workspace(judge, batch: 2 * batch, input: samples)]
    (realPart, fakePart) = Table.parts(passes, batch: batch)
  }

  /// The discriminator's loss on real samples and fakes.
  func judgeBoth(
    _ discriminator: Parameters, _ objective: any Objective, _ phase: Phase, _ workers: WorkerPool
  ) -> StepLosses {
    for pass in passes {
      pass.forward(discriminator, phase, on: workers)
      pass.updateRunningStatistics(discriminator, on: workers)
    }
    let reals = Verdicts(of: realPart.verdicts)
    let fakes = Verdicts(of: fakePart.verdicts)
    let loss =
      objective.evaluate(reals, .real, gradient: realPart.gradient)
      + objective.evaluate(fakes, .fake, gradient: fakePart.gradient)
    return StepLosses(
      discriminator: loss, generator: nil, realVerdict: reals.mean, fakeVerdict: fakes.mean)
  }

  /// The gradients of that loss, to where the updater wants them.
  func learnBoth(
    _ discriminator: Parameters, _ updater: Updater, _ phase: Phase, _ workers: WorkerPool
  ) {
    for (place, pass) in passes.enumerated() {
      let sinks = place == 0 ? updater.sinks : updater.laterSinks
      pass.backward(discriminator, sinks: sinks, phase, on: workers)
    }
  }

  /// The generator's loss: how far fakes are from being taken for real.
  func judgeFakes(
    _ discriminator: Parameters, _ objective: any Objective, _ phase: Phase, _ workers: WorkerPool
  ) -> Double {
    verdictOnFakes.forward(discriminator, phase, on: workers)
    verdictOnFakes.updateRunningStatistics(discriminator, on: workers)
    return objective.evaluate(
      Verdicts(of: verdictOnFakes.output), .real, gradient: verdictOnFakes.outputGradient)
  }

  /// That loss's gradient back through the discriminator to the generator's output.
  func blameGenerator(_ discriminator: Parameters, _ phase: Phase, _ workers: WorkerPool) {
    verdictOnFakes.backward(discriminator, sinks: [], toInput: true, phase, on: workers)
  }

  private typealias Part = (verdicts: Tensor, gradient: Tensor)

  /// Verdicts on real samples and on fakes, with their gradients, wherever the passes put them.
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
