import Networks
import Tensors

/// The adversarial loss of a step: the discriminator scores real and generated samples, and the
/// generator learns from its scores.
///
/// A discriminator whose samples do not influence each other scores both in one pass, with twice the
/// columns; one with batch norm must see them apart.
struct AdversarialTerm: StepTerm {
  func passes(of step: TrainingStep) -> [NetworkPass] {
    let (batch, role) = (step.batch, NetworkRole.discriminator)
    let scored =
      step.networks.discriminator.usesBatchStatistics
      ? [
        NetworkPass(role, samples: batch, toWeights: true),
        NetworkPass(role, samples: batch, toWeights: true),
      ] : [NetworkPass(role, samples: 2 * batch, toWeights: true)]
    let times = 1 / Double(step.discriminatorSteps)
    let compared =
      step.objective.comparesWithReal
      ? [NetworkPass(role, samples: batch, timesPerStep: times)] : []
    return scored + compared
      + [NetworkPass(role, samples: batch, toInput: true, timesPerStep: times)]
  }

  func byteCount(of step: TrainingStep, threads: Int) -> Int {
    func bytes(_ samples: Int, backward: Bool = true, toInput: Bool = false) -> Int {
      WorkspaceLayout(
        step.networks.discriminator, batch: samples, backward: backward, threads: threads,
        hasInputGradient: toInput
      ).byteCount(ownsInput: false, ownsScratch: false)
    }
    let (batch, usesBatch) = (step.batch, step.networks.discriminator.usesBatchStatistics)
    var total = bytes(batch, toInput: true) + bytes(usesBatch ? batch : 2 * batch)
    if step.objective.comparesWithReal, !usesBatch { total += bytes(batch, backward: false) }
    return total
  }

  func work(of step: TrainingStep, in memory: StepMemory) -> any StepTermWork {
    AdversarialWork(step, memory)
  }
}

/// The adversarial term with its memory.
private final class AdversarialWork: StepTermWork {
  /// Passes of the discriminator's step: both sorts at once, or generated samples first and then real
  /// ones.
  private let passes: [Workspace]
  /// The discriminator on generated samples alone, back to their pixels.
  private let fakePass: Workspace
  /// The discriminator on real samples alone, if the generator's loss needs their scores.
  private let realPass: Workspace?
  private let real: ScoresWithGradient
  private let fake: ScoresWithGradient

  init(_ step: TrainingStep, _ memory: StepMemory) {
    let batch = step.batch
    let discriminator = step.networks.discriminator
    func pass(
      _ samples: Int, on input: Tensor, backward: Bool = true, inputGradient: Tensor? = nil
    ) -> Workspace {
      Workspace(
        discriminator, batch: samples, backward: backward, input: input,
        inputGradient: inputGradient, scratch: memory.scratch, threads: memory.threads)
    }
    fakePass = pass(batch, on: memory.seenFake, inputGradient: memory.seenFakeGradient)
    if discriminator.usesBatchStatistics {
      let realPass = pass(batch, on: memory.seenReal)
      passes = [fakePass, realPass]
      real = ScoresWithGradient(realPass.output, gradient: realPass.outputGradient)
      fake = ScoresWithGradient(fakePass.output, gradient: fakePass.outputGradient)
      self.realPass = realPass
    } else {
      let both = pass(2 * batch, on: memory.seenSamples)
      let (scores, gradient) = (both.output, both.outputGradient)
      passes = [both]
      real = ScoresWithGradient(
        scores.columns(0..<batch), gradient: gradient.columns(0..<batch))
      fake = ScoresWithGradient(
        scores.columns(batch..<2 * batch), gradient: gradient.columns(batch..<2 * batch))
      realPass =
        step.objective.comparesWithReal ? pass(batch, on: memory.seenReal, backward: false) : nil
    }
  }

  func addDiscriminatorLoss(_ context: StepContext, to losses: inout StepLosses) {
    for pass in passes {
      pass.forward(context.discriminator, context.phase(1), on: context.workers)
      pass.updateRunningStatistics(context.discriminator, on: context.workers)
    }
    losses.realScore = real.scores.mean(for: context.objective)
    losses.fakeScore = fake.scores.mean(for: context.objective)
    losses.discriminator += context.objective.discriminatorLoss(real: real, fake: fake)
  }

  func backpropagateToDiscriminator(_ context: StepContext, isFirstTerm: Bool) {
    for (index, pass) in passes.enumerated() {
      pass.backward(context.discriminator, context.phase(1), on: context.workers) { layer in
        context.updater.gradients(ofLayer: layer, isFirstPass: isFirstTerm && index == 0)
      }
    }
  }

  func generatorLoss(_ context: StepContext) -> Double {
    var realScores: Scores?
    if context.objective.comparesWithReal, let realPass {
      realPass.forward(context.discriminator, context.phase(3), on: context.workers)
      realPass.updateRunningStatistics(context.discriminator, on: context.workers)
      realScores = Scores(of: realPass.output)
    }
    fakePass.forward(context.discriminator, context.phase(2), on: context.workers)
    fakePass.updateRunningStatistics(context.discriminator, on: context.workers)
    return context.objective.generatorLoss(
      fake: ScoresWithGradient(fakePass.output, gradient: fakePass.outputGradient),
      real: realScores)
  }

  func backpropagateToGenerator(_ context: StepContext) {
    fakePass.backward(
      context.discriminator, toInput: true, context.phase(2), on: context.workers)
  }
}
