import Networks
import Tensors

/// A penalty on the gradient of the discriminator's score by its input.
///
/// With J = ∂c/∂x, x the sample without its kind, c the score (the logit where the discriminator ends in a sigmoid): R1 is
/// weight / 2 · E‖J‖² at real samples, R2 the same at generated ones (Mescheder et al. 2018, arXiv
/// 1801.04406), GP is weight · E(‖J‖ − 1)² at mixtures of both (Gulrajani et al. 2017, arXiv 1704.00028).
/// The gradient by the weights is exact for discriminators of dense layers, convolutions, pooling and
/// piecewise linear activations: that of J · v with v = ∂penalty/∂J held fixed, in three ordinary passes.
public struct GradientPenalty: Sendable, Equatable {
  /// Where the gradient is taken.
  public enum Point: String, Sendable, CaseIterable {
    /// At real samples.
    case real = "r1"
    /// At generated samples.
    case fake = "r2"
    /// At mixtures of a real and a generated sample, and of their kinds, in shares drawn anew each
    /// time.
    case mixture = "gp"
  }

  /// Where the gradient is taken.
  public var point: Point
  /// Its weight in the loss.
  public var weight: Double
  /// It is taken every so many steps, with as many times the weight.
  public var every: Int

  /// A penalty of a weight.
  public init(_ point: Point, weight: Double, every: Int = 1) {
    self.point = point
    self.weight = weight
    self.every = every
  }
}

/// A gradient penalty as a term of a step.
struct GradientPenaltyTerm: StepTerm {
  let penalty: GradientPenalty

  func passes(of step: TrainingStep) -> [NetworkPass] {
    let times = 1 / Double(penalty.every)
    return [
      // To the input and, with tangents, to the weights; the second forward is that of the tangents.
      NetworkPass(
        .discriminator, samples: step.batch, toWeights: true, toInput: true, timesPerStep: times),
      NetworkPass(.discriminator, samples: step.batch, timesPerStep: times),
    ]
  }

  func byteCount(of step: TrainingStep, threads: Int) -> Int {
    let network = step.networks.discriminator.withoutSigmoid
    let input = TensorShape(network.input.count, step.batch).byteCount
    let forward = WorkspaceLayout(
      network, batch: step.batch, threads: threads, hasInputGradient: true)
    let tangents = WorkspaceLayout(network, batch: step.batch, backward: false, threads: threads)
    return forward.byteCount(ownsScratch: false) + input
      + tangents.byteCount(ownsInput: false, ownsScratch: false)
  }

  func work(of step: TrainingStep, in memory: StepMemory) -> any StepTermWork {
    GradientPenaltyWork(penalty, step, memory)
  }
}

/// A gradient penalty with its memory.
private final class GradientPenaltyWork: StepTermWork {
  private let penalty: GradientPenalty
  private let memory: StepMemory
  private let pass: Workspace
  private let tangents: Workspace

  init(_ penalty: GradientPenalty, _ step: TrainingStep, _ memory: StepMemory) {
    self.penalty = penalty
    self.memory = memory
    let network = step.networks.discriminator.withoutSigmoid
    let gradient = Tensor(rows: network.input.count, columns: step.batch)
    pass = Workspace(
      network, batch: step.batch, inputGradient: gradient, scratch: memory.scratch,
      threads: memory.threads)
    tangents = Workspace(
      network, batch: step.batch, backward: false, input: gradient, scratch: memory.scratch,
      threads: memory.threads)
  }

  func addDiscriminatorLoss(_ context: StepContext, to losses: inout StepLosses) {}

  /// All of it happens here, while the weights are those of the step's beginning.
  func backpropagateToDiscriminator(_ context: StepContext, isFirstTerm: Bool) {
    guard context.step.isMultiple(of: penalty.every) else { return }
    let phase = context.phase(4)
    fillInput(context)
    pass.forward(context.discriminator, phase, on: context.workers)
    pass.outputGradient.fill(1)
    pass.backward(context.discriminator, toInput: true, phase, on: context.workers)
    // A penalty is on what the score does along pixels: kinds are held fixed.
    pass.network.clearKinds(in: tangents.input)
    scale(tangents.input)
    pass.addTangentGradients(context.discriminator, tangents, phase, on: context.workers) { layer in
      ParameterGradients(
        to: context.updater.gradients(ofLayer: layer, isFirstPass: false).targets, .add(scale: 1))
    }
  }

  func generatorLoss(_ context: StepContext) -> Double { 0 }
  func backpropagateToGenerator(_ context: StepContext) {}

  private func fillInput(_ context: StepContext) {
    switch penalty.point {
    case .real: pass.input.copy(from: memory.seenReal)
    case .fake: pass.input.copy(from: memory.seenFake)
    case .mixture:
      var stream = RandomStream(seed: context.seed, .mixtures, index: 0, subindex: context.step)
      let columns = pass.input.columns
      let drawn = (0..<(context.share?.whole ?? columns)).map { _ in stream.uniform() }
      for (column, share) in drawn[context.share?.samples ?? 0..<columns].enumerated() {
        mixColumn(
          column, of: memory.seenReal, memory.seenFake, share: share, into: pass.input)
      }
    }
  }

  /// J becomes v, the derivative of the penalty by J.
  private func scale(_ gradient: Tensor) {
    let weight = penalty.weight * Double(penalty.every) / Double(gradient.columns)
    if penalty.point != .mixture {
      return multiplyElements(gradient, by: Float(weight))
    }
    let norms = columnNorms(gradient)
    for (column, norm) in norms.enumerated() {
      let factor = norm > 0 ? 2 * weight * (1 - 1 / norm) : 0
      multiplyColumn(column, of: gradient, by: Float(factor))
    }
  }
}
