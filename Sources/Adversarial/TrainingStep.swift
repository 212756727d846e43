import Networks
import Tensors

/// What one step of a training does, as a value: a list of terms, each with forward, backward, memory
/// and cost.
///
/// A training runs this description; memory plan, estimate of time and benchmark fold over the same
/// one, so that they cannot say something else.
public struct TrainingStep: Sendable {
  /// The networks that play against each other.
  public let networks: NetworkPair
  /// Samples in a step.
  public let batch: Int
  /// The loss.
  public let objective: any Objective
  /// The rule that moves parameters.
  public let optimizer: any Optimizer
  /// Discriminator steps for each generator step.
  public let discriminatorSteps: Int
  /// Changes of pictures before the discriminator sees them, if any.
  public let augmentation: Augmentation?
  /// Noise on what the discriminator sees, if any.
  public let noise: InstanceNoise?
  /// How many processes share a step; then gradients are stored, and their means taken.
  public let processes: Int
  /// The longest that gradients may be, if that is bounded; then all are stored.
  public let clip: Double?
  /// What adds to the losses, in order.
  let terms: [any StepTerm]

  /// The step of a recipe's trainings.
  public init(_ networks: NetworkPair, _ recipe: Recipe, batch: Int? = nil) {
    self.networks = networks
    self.batch = batch ?? recipe.batch / recipe.processes
    objective = recipe.objective
    optimizer = recipe.optimizer
    discriminatorSteps = recipe.discriminatorSteps
    augmentation = recipe.augmentation
    noise = recipe.noise
    clip = recipe.clip
    processes = recipe.processes
    terms = [AdversarialTerm()] + recipe.penalties.map { GradientPenaltyTerm(penalty: $0) }
  }

  /// All passes through networks, in order.
  public var passes: [NetworkPass] {
    [NetworkPass(.generator, samples: batch)] + terms.flatMap { $0.passes(of: self) } + [
      NetworkPass(
        .generator, samples: batch, isForward: false, toWeights: true,
        timesPerStep: 1 / Double(discriminatorSteps))
    ]
  }

  /// Where the gradients of a network's weights go.
  func gradientDestination(of role: NetworkRole) -> GradientDestination {
    let backward = passes.count { $0.role == role && $0.toWeights }
    return GradientDestination(
      optimizer, passes: clip == nil && processes == 1 ? backward : 2,
      hasSpectralNorm: networks[role].hasSpectralNorm)
  }

  /// Bytes that the passes of a step take, on so many threads: activations and their gradients.
  public func passBytes(threads: Int) -> Int {
    let generator = WorkspaceLayout(networks.generator, batch: batch, threads: threads)
    let shared =
      TensorShape(batch, networks.generator.sample.count).byteCount
      + TensorShape(networks.discriminator.sample.count, 2 * batch).byteCount
      + (networks.areConditional ? TensorShape(networks.generator.kinds, 2 * batch).byteCount : 0)
      + generator.byteCount(ownsOutput: false, ownsScratch: false)
      + TensorShape(1, scratch(threads: threads)).byteCount + SeenSamples.byteCount(self)
    return terms.reduce(shared) { $0 + $1.byteCount(of: self, threads: threads) }
  }

  /// Bytes of the weights' gradients, where they are stored, of what the optimizer keeps, and of the
  /// weights as they are before they are divided by their spectral norm.
  public var updateBytes: Int {
    NetworkRole.allCases.reduce(0) { sum, role in
      let network = networks[role]
      return sum + gradientDestination(of: role).byteCount(network)
        + (optimizer.stateCount + (network.hasSpectralNorm ? 1 : 0))
        * Parameters.trainedByteCount(network)
    }
  }

  /// Floats of scratch memory that the neediest pass takes.
  func scratch(threads: Int) -> Int {
    passes.map { pass in
      WorkspaceLayout(
        networks[pass.role], batch: pass.samples, backward: pass.toWeights || pass.toInput,
        threads: threads
      ).scratch
    }.max() ?? 0
  }

  /// Multiplications of all products in a step, each with an addition; in the mean where the
  /// generator is not moved in every step.
  public var multiplications: Double {
    passes.reduce(0) { sum, pass in
      let products = networks[pass.role].products(toWeights: pass.toWeights, toInput: pass.toInput)
      let count =
        (pass.isForward ? products.forward : 0) + products.weightGradient + products.inputGradient
      return sum + pass.timesPerStep * Double(count) * Double(pass.samples)
    }
  }
}

/// One of the two networks.
public enum NetworkRole: String, Sendable, CaseIterable {
  /// Makes samples from latent vectors.
  case generator
  /// Scores samples.
  case discriminator

  /// The network on the other side.
  var other: NetworkRole { self == .generator ? .discriminator : .generator }
}

/// A pass through one network, there, back, or both.
public struct NetworkPass: Sendable, Equatable {
  /// Which network.
  public var role: NetworkRole
  /// How many samples.
  public var samples: Int
  /// Whether it goes forward; otherwise it goes back over what an earlier pass left.
  public var isForward: Bool
  /// Whether gradients of weights are computed.
  public var toWeights: Bool
  /// Whether the gradient of the input is computed.
  public var toInput: Bool
  /// How often a step makes it: less than once where the generator waits.
  public var timesPerStep: Double

  init(
    _ role: NetworkRole, samples: Int, isForward: Bool = true, toWeights: Bool = false,
    toInput: Bool = false, timesPerStep: Double = 1
  ) {
    self.role = role
    self.samples = samples
    self.isForward = isForward
    self.toWeights = toWeights
    self.toInput = toInput
    self.timesPerStep = timesPerStep
  }
}

/// Something that adds to the losses of a step: the adversarial loss itself, or a regulariser.
protocol StepTerm: Sendable {
  /// Its passes through networks, in order, beside the generator's own.
  func passes(of step: TrainingStep) -> [NetworkPass]
  /// Bytes of its memory beside the step's samples and scratch.
  func byteCount(of step: TrainingStep, threads: Int) -> Int
  /// The term with its memory.
  func work(of step: TrainingStep, in memory: StepMemory) -> any StepTermWork
}

/// A term at work: it has memory, and adds losses and gradients.
protocol StepTermWork: AnyObject {
  /// Adds the discriminator's loss on the step's samples.
  func addDiscriminatorLoss(_ context: StepContext, to losses: inout StepLosses)
  /// Backpropagates that loss to the discriminator's parameters.
  func backpropagateToDiscriminator(_ context: StepContext, isFirstTerm: Bool)
  /// The generator's loss; the discriminator has moved since.
  func generatorLoss(_ context: StepContext) -> Double
  /// Backpropagates that loss to the generator's output.
  func backpropagateToGenerator(_ context: StepContext)
}

/// What the terms of a step work with.
struct StepContext {
  /// The discriminator's weights.
  var discriminator: Parameters
  var updater: Updater
  var objective: any Objective
  var seed: UInt64
  var step: Int
  /// The part of the minibatch that this process has; `nil` for all of it.
  var share: BatchShare?
  var workers: WorkerPool

  /// A pass of the step; each has dropout masks of its own.
  func phase(_ pass: Int) -> Phase {
    .training(TrainingPass(seed: seed, step: step, pass: pass, share: share))
  }
}

/// The memory that the terms of a step share, for one batch size.
///
/// Real and generated samples lie side by side in one tensor, [features, 2 · batch]; the generator
/// writes its samples where the discriminator reads them.
final class StepMemory {
  let batch: Int
  /// Latent vectors as drawn, for the whole minibatch.
  let drawnLatents: Tensor
  /// Those of the samples that this process has, [batch, latent].
  let latents: Tensor
  /// Real samples, then generated ones, [features, 2 · batch].
  let samples: Tensor
  /// Real samples, [features, batch].
  let real: Tensor
  /// Generated samples, [features, batch].
  let fake: Tensor
  /// The kinds of real samples, then those that generated ones were asked for, one-hot,
  /// [kinds, 2 · batch]; `nil` where networks are not told kinds.
  let kinds: Tensor?
  /// What passes need while they run.
  let scratch: Tensor
  let generator: Workspace
  let threads: Int
  /// What the discriminator sees, where that is not the samples themselves.
  let seen: SeenSamples?
  private(set) var terms: [any StepTermWork] = []

  init(_ step: TrainingStep, _ share: BatchShare?, threads: Int) {
    batch = step.batch
    self.threads = threads
    let networks = step.networks
    drawnLatents = Tensor(
      rows: share?.whole ?? batch, columns: networks.generator.sample.count)
    latents = drawnLatents.rows(share?.samples ?? 0..<batch)
    samples = Tensor(rows: networks.discriminator.sample.count, columns: 2 * batch)
    kinds =
      networks.areConditional
      ? Tensor(rows: networks.generator.kinds, columns: 2 * batch) : nil
    real = samples.columns(0..<batch)
    fake = samples.columns(batch..<2 * batch)
    seen = SeenSamples(step)
    scratch = Tensor(rows: 1, columns: step.scratch(threads: threads))
    generator = Workspace(
      networks.generator, batch: batch, output: fake, scratch: scratch, threads: threads)
    terms = step.terms.map { $0.work(of: step, in: self) }
  }

  /// What the discriminator sees: real samples, then generated ones, [features, 2 · batch].
  var seenSamples: Tensor { seen?.samples ?? samples }
  /// What it sees of real samples, [features, batch].
  var seenReal: Tensor { seenSamples.columns(0..<batch) }
  /// What it sees of generated samples, [features, batch].
  var seenFake: Tensor { seenSamples.columns(batch..<2 * batch) }
  /// Where the gradient by what it sees of generated samples goes, [features, batch].
  var seenFakeGradient: Tensor { seen?.fakeGradient ?? generator.outputGradient }
}
