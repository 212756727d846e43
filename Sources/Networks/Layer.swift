import Tensors

/// A layer of a network: its shape rule, forward, backward and parameters, in one file each.
///
/// A layer is a description and holds no numbers: parameters, what forward keeps for backward, and
/// the phase are given to it. Activations are [features, batch], features in the order of `Shape`.
/// Everything that others want to know of a layer, it says itself: nobody asks which layer it is.
public protocol Layer: Sendable {
  /// As the user writes it: `128`, `conv(32, 4, stride=2)`, `leakyrelu(0.2)`.
  var summary: String { get }
  /// As tables and messages call it: `dense 128`, `flatten`.
  var title: String { get }
  /// What goes in.
  var input: Shape { get }
  /// What comes out.
  var output: Shape { get }
  /// Its parameters, in the order in which they are given to it.
  var parameters: [ParameterSpecification] { get }
  /// Where its output lies.
  var placement: OutputPlacement { get }
  /// Whether `backward` reads the output, which must then not be overwritten.
  var needsOutput: Bool { get }
  /// Whether dx may lie where dy was; then their shapes have equally many numbers.
  var overwritesGradient: Bool { get }
  /// Whether the samples of a batch influence each other in training.
  var usesBatchStatistics: Bool { get }
  /// Whether it cannot work on a part of a minibatch whose rest other processes have.
  var needsWholeBatch: Bool { get }
  /// How many samples a training's batch needs at least.
  var smallestBatch: Int { get }
  /// Between which numbers the outputs lie.
  var outputRange: ClosedRange<Double> { get }
  /// Whether `backward` can hand over the gradient of its first parameter block by block.
  var streamsWeightGradient: Bool { get }
  /// Multiplications of its products for one sample.
  var products: ProductCount { get }
  /// Shapes of what forward keeps for backward beside input and output; of what backward alone
  /// needs only if `backward` is on.
  func memory(batch: Int, backward: Bool) -> [TensorShape]
  /// Floats that a pass needs while it runs, on so many threads; shared by all layers.
  func scratch(batch: Int, threads: Int, backward: Bool) -> Int
  /// y from x, both [features, batch].
  func forward(_ x: Tensor, into y: Tensor, _ pass: LayerPass)
  /// dx from dy, if asked for, and gradients of the parameters.
  ///
  /// `dx` is dy itself only where `overwritesGradient`. A layer reads a parameter, or a block of it,
  /// before it adds to its gradient, since plain descent adds gradients to the parameters themselves.
  func backward(
    _ dy: Tensor, x: Tensor, y: Tensor, into dx: Tensor?, gradients: ParameterGradients,
    _ pass: LayerPass)
  /// Whether its derivative is constant between kinks, so that a gradient's gradient is that of the
  /// weights alone; `tangent` and `tangentGradient` then work.
  var isPiecewiseLinear: Bool { get }
  /// What a small change of the input does to the output: u = (dy/dx) t at the last forward, whose output
  /// was y; t and u as x and y.
  func tangent(_ t: Tensor, y: Tensor, into u: Tensor, _ pass: LayerPass)
  /// Gradients of dy · `tangent` by the parameters, added to their targets: those of the weights, with
  /// tangents in place of activations. A bias has none.
  func tangentGradient(
    _ dy: Tensor, tangent t: Tensor, gradients: ParameterGradients, _ pass: LayerPass)
  /// Moves running statistics towards those of the last forward.
  func updateRunningStatistics(_ pass: LayerPass)
  /// One layer that does the work of this one and the next, faster; `nil` if there is none. It has the
  /// parameters of whichever of the two has any.
  func fused(with next: any Layer) -> (any Layer)?
  /// The layer with its input scaled up by two before it, for `fused`; `nil` if there is no such.
  var withUpsampledInput: (any Layer)? { get }
  /// Whether it only takes means of two by two pixels, for `fused`.
  var isPooling: Bool { get }
  /// The layer with weights that begin as principal components of the data; `nil` if it cannot.
  var asComponents: (any Layer)? { get }
  /// Whether its weights begin as principal components of the data.
  var beginsAsComponents: Bool { get }
  /// What it is in ONNX, for inference; `nil` if it has no form there.
  var onnx: ONNXForm? { get }
  /// What goes in where this number comes out, as far as it can be told, for `components`.
  func preimage(_ y: Double) -> Double
}

extension Layer {
  /// Most layers are called as they are written.
  public var title: String { summary }
  /// Most layers have none.
  public var parameters: [ParameterSpecification] { [] }
  /// Most layers write elsewhere.
  public var placement: OutputPlacement { .own }
  /// Most layers do not read it.
  public var needsOutput: Bool { false }
  /// Most layers need both.
  public var overwritesGradient: Bool { false }
  /// Most layers see one sample at a time.
  public var usesBatchStatistics: Bool { false }
  /// Most layers see one sample at a time, or sums over all.
  public var needsWholeBatch: Bool { false }
  /// Most layers take a single sample.
  public var smallestBatch: Int { 1 }
  /// Most layers have no bounds.
  public var outputRange: ClosedRange<Double> { -.infinity ... .infinity }
  /// Most layers have few weights.
  public var streamsWeightGradient: Bool { false }
  /// Most layers multiply little.
  public var products: ProductCount { ProductCount() }
  /// Most layers keep nothing.
  public func memory(batch: Int, backward: Bool) -> [TensorShape] { [] }
  /// Most layers need nothing.
  public func scratch(batch: Int, threads: Int, backward: Bool) -> Int { 0 }
  /// Most layers are not.
  public var isPiecewiseLinear: Bool { false }
  /// Only of layers that are piecewise linear.
  public func tangent(_ t: Tensor, y: Tensor, into u: Tensor, _ pass: LayerPass) {}
  /// Most layers have no parameters.
  public func tangentGradient(
    _ dy: Tensor, tangent t: Tensor, gradients: ParameterGradients, _ pass: LayerPass
  ) {}
  /// Most layers have no statistics.
  public func updateRunningStatistics(_ pass: LayerPass) {}
  /// Most layers stand alone.
  public func fused(with next: any Layer) -> (any Layer)? { nil }
  /// Most layers do not merge with others.
  public var withUpsampledInput: (any Layer)? { nil }
  /// Most layers do something else.
  public var isPooling: Bool { false }
  /// Most layers cannot.
  public var asComponents: (any Layer)? { nil }
  /// Most layers do not.
  public var beginsAsComponents: Bool { false }
  /// Most layers leave numbers where they are, more or less.
  public func preimage(_ y: Double) -> Double { y }
}

/// Where a layer's output lies.
public enum OutputPlacement: Sendable, Equatable {
  /// In memory of its own.
  case own
  /// Where its input was, if nobody else needs that any more; the layer works either way.
  case overInput
  /// It is the input, seen in another shape: forward and backward do nothing.
  case sameAsInput
}

/// Multiplications of a layer's products for one sample, each with an addition.
public struct ProductCount: Sendable, Equatable {
  /// Of forward.
  public var forward = 0
  /// Of the gradient of the input.
  public var inputGradient = 0
  /// Of the gradients of the weights.
  public var weightGradient = 0
}

/// Rows and columns.
public struct TensorShape: Sendable, Equatable {
  /// How many rows.
  public var rows: Int
  /// How many columns.
  public var columns: Int

  /// A shape.
  public init(_ rows: Int, _ columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  /// Bytes of a tensor of this shape.
  public var byteCount: Int { Tensor.byteCount(rows: rows, columns: columns) }
}

/// One parameter of a layer.
public struct ParameterSpecification: Sendable, Equatable {
  /// What the numbers are for, which decides how they begin.
  public enum Role: Sendable, Equatable {
    /// Weights; the initializer's own. Inputs and outputs are PyTorch's fan-in and fan-out.
    case weight(inputs: Int, outputs: Int)
    /// A bias beside such weights.
    case bias(inputs: Int)
    /// Begins at a number and is trained.
    case trained(from: Float)
    /// Begins at a number and is moved by the layer, not by the optimizer.
    case statistic(from: Float)
    /// A whole number that counts, kept as one.
    case counter
  }

  /// PyTorch's name: `weight`, `running_mean`.
  public var name: String
  /// The shape it has in files, of any rank.
  public var shape: [Int]
  /// What it is for.
  public var role: Role
  /// Which dimension is that of the layer's outputs.
  public var outputAxis: Int
  /// Whether its numbers are variances, which are never below 0.
  public var isVariance: Bool

  /// Describes a parameter.
  public init(
    _ name: String, shape: [Int], role: Role, outputAxis: Int = 0, isVariance: Bool = false
  ) {
    self.isVariance = isVariance
    self.name = name
    self.shape = shape
    self.role = role
    self.outputAxis = outputAxis
  }

  /// Whether an optimizer moves it.
  public var isTrained: Bool {
    switch role {
    case .weight, .bias, .trained: true
    case .statistic, .counter: false
    }
  }

  /// How many numbers it has.
  public var count: Int { shape.reduce(1, *) }

  /// The tensor's shape: the first dimension is that of the rows; vectors and single numbers are one
  /// row.
  public var tensorShape: TensorShape {
    guard shape.count > 1 else { return TensorShape(1, count) }
    return TensorShape(shape[0], shape.dropFirst().reduce(1, *))
  }
}

/// What a network's pass is for.
public enum Phase: Sendable, Equatable {
  /// Batch statistics; dropout draws the mask of this position (see `RandomStream`).
  case training(TrainingPass)
  /// Batch statistics of the samples asked for, nothing dropped: the article's pictures.
  case sampling
  /// Running statistics, nothing dropped.
  case inference

  /// What dense layers form their sums in: samples are drawn rarely, and are compared with other
  /// programs' to the last digit, so their sums are exact; those of training are fast.
  var precision: ProductPrecision { if case .training = self { .single } else { .double } }

  /// The part of the batch that this process has in a step of a training that several share.
  var share: BatchShare? { if case .training(let pass) = self { pass.share } else { nil } }
}

/// A pass of a training step: which of dropout's masks to draw, and what of the batch is here.
public struct TrainingPass: Sendable, Equatable {
  /// The training's seed.
  public var seed: UInt64
  /// The step, from 0.
  public var step: Int
  /// Which pass of the step.
  public var pass: Int
  /// The part of the batch that this process has; `nil` for all of it.
  public var share: BatchShare?

  /// A pass in a step.
  public init(seed: UInt64, step: Int, pass: Int, share: BatchShare? = nil) {
    self.seed = seed
    self.step = step
    self.pass = pass
    self.share = share
  }
}

/// What a layer is given besides activations.
public struct LayerPass: Sendable {
  /// Its parameters, as specified.
  public var parameters: [Tensor]
  /// What it asked for in `memory`.
  public var memory: [Tensor]
  /// As many floats as the neediest layer asked for in `scratch`, in one row.
  public var scratch: Tensor
  /// What the pass is for.
  public var phase: Phase
  /// What dense layers form their sums in.
  public var precision: ProductPrecision
  /// Its index in the network.
  public var index: Int
  /// Threads to work with.
  public var workers: WorkerPool
}

/// Where the gradients of a layer's parameters go.
public struct ParameterGradients: Sendable {
  /// What becomes of them.
  public enum Rule: Sendable {
    /// target += scale · gradient. For plain descent the targets are the parameters themselves and
    /// the scale is −learningRate, so that no gradient is ever stored.
    case add(scale: Float)
    /// target = gradient.
    case store
    /// That of the first parameter is handed over block by block, its target being memory to compute
    /// the blocks in; the others are stored.
    case stream(@Sendable (GradientBlock) -> Void)
  }

  /// One a parameter, in the layer's order; empty if no gradient is wanted.
  public var targets: [Tensor]
  /// What becomes of them.
  public var rule: Rule

  /// Gradients that go to these tensors.
  public init(to targets: [Tensor], _ rule: Rule) {
    self.targets = targets
    self.rule = rule
  }

  /// No gradients wanted.
  public static let none = ParameterGradients(to: [], .store)

  /// Whether any are wanted.
  public var areWanted: Bool { !targets.isEmpty }

  /// What a gradient is multiplied by when it is added to its target; `nil` if it replaces what is
  /// there.
  public var factor: Float? { if case .add(let scale) = rule { scale } else { nil } }

  /// The factor, or 1.
  public var scale: Float { factor ?? 1 }

  /// Empties the targets of some parameters where gradients replace what is in them, so that a layer
  /// can add to them.
  public func clear(_ parameters: Range<Int>) {
    if case .add = rule { return }
    for index in parameters where index < targets.count { targets[index].fill(0) }
  }
}
