import Tensors

/// A layer of a network: its shape rule, forward, backward and parameters, in one file each.
///
/// A layer is a description and holds no numbers: parameters, what forward keeps for backward, and
/// the phase are given to it. Activations are feature-major, [features, batch].
public protocol Layer: Sendable {
  /// As the user writes it: `dense 128`, `leakyrelu(0.2)`.
  var summary: String { get }
  /// Features of one sample going in.
  var inputs: Int { get }
  /// Features of one sample coming out.
  var outputs: Int { get }
  /// Its parameters, in the order in which they are given to it.
  var parameters: [ParameterSpecification] { get }
  /// Whether the output may overwrite the input. Its own backward then must not need the input,
  /// and the layer before must not need its output.
  var worksInPlace: Bool { get }
  /// Shapes of what forward keeps for backward besides input and output.
  func memory(batch: Int) -> [TensorShape]
  /// y from x, both [features, batch].
  func forward(_ x: Tensor, into y: Tensor, _ pass: LayerPass)
  /// dx from dy, if asked for, and parameter gradients into the sinks.
  ///
  /// `dx` is dy itself where `worksInPlace` or the widths are equal; a layer reads a parameter, or a
  /// block of it, before it adds to its sink, since the sink may be the parameter.
  func backward(
    _ dy: Tensor, x: Tensor, y: Tensor, into dx: Tensor?, sinks: GradientSinks, _ pass: LayerPass)
  /// Moves running statistics towards those of the last forward.
  func updateRunningStatistics(_ pass: LayerPass)
}

extension Layer {
  /// Most layers have none.
  public var parameters: [ParameterSpecification] { [] }
  /// Most layers keep nothing.
  public func memory(batch: Int) -> [TensorShape] { [] }
  /// Most layers have no statistics.
  public func updateRunningStatistics(_ pass: LayerPass) {}
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
}

/// One parameter of a layer.
public struct ParameterSpecification: Sendable, Equatable {
  /// What the numbers are for, which decides how they begin.
  public enum ParameterRole: Sendable, Equatable {
    /// A dense layer's weights; the initializer's own.
    case weight(inputs: Int, outputs: Int)
    /// A dense layer's bias.
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
  /// The shape it has in files.
  public var shape: [Int]
  /// What it is for.
  public var role: ParameterRole

  /// Describes a parameter.
  public init(_ name: String, shape: [Int], role: ParameterRole) {
    self.name = name
    self.shape = shape
    self.role = role
  }

  /// Whether an optimizer moves it.
  public var isTrained: Bool {
    switch role {
    case .weight, .bias, .trained: true
    case .statistic, .counter: false
    }
  }

  /// The tensor's shape: vectors and single numbers are one row.
  public var tensorShape: TensorShape {
    shape.count == 2 ? TensorShape(shape[0], shape[1]) : TensorShape(1, shape.first ?? 1)
  }
}

/// What a network's pass is for.
public enum Phase: Sendable, Equatable {
  /// Batch statistics; dropout draws the mask of this position (see `RandomStream`).
  case training(DropoutPosition)
  /// Batch statistics of the samples asked for, nothing dropped: the article's pictures.
  case sampling
  /// Running statistics, nothing dropped.
  case inference
}

/// Which of dropout's masks to draw.
public struct DropoutPosition: Sendable, Equatable {
  /// The training's seed.
  public var seed: UInt64
  /// The step, from 0.
  public var step: Int
  /// Which pass of the step.
  public var pass: Int

  /// A position.
  public init(seed: UInt64, step: Int, pass: Int) {
    self.seed = seed
    self.step = step
    self.pass = pass
  }
}

/// What a layer is given besides activations.
public struct LayerPass: Sendable {
  /// Its parameters, as specified.
  public var parameters: [Tensor]
  /// What it asked for in `memory`.
  public var memory: [Tensor]
  /// What the pass is for.
  public var phase: Phase
  /// Its position in the network.
  public var position: Int
  /// Threads to work with.
  public var workers: WorkerPool
}

/// Where a layer's parameter gradients go: sink += scale · gradient, or sink = gradient.
///
/// Sinks are gradient tensors with scale 1, or, for plain gradient descent, the parameters
/// themselves with scale −learningRate, which needs no gradient stored. None where none is wanted.
public struct GradientSinks: Sendable {
  /// One a parameter, in the layer's order; empty if no gradient is wanted.
  public var tensors: [Tensor]
  /// What gradients are multiplied by.
  public var scale: Float
  /// Whether what is in them is dropped first; then the scale is 1.
  public var replacesContents: Bool
  /// Moves a dense layer's weights while their gradient is computed; the first tensor is then only
  /// memory to compute it in.
  public var takeWeightGradient: (@Sendable (GradientBlock) -> Void)?

  /// Gradients go to these tensors, multiplied by a number.
  public init(
    tensors: [Tensor], scale: Float, replacesContents: Bool = false,
    takeWeightGradient: (@Sendable (GradientBlock) -> Void)? = nil
  ) {
    self.tensors = tensors
    self.scale = scale
    self.replacesContents = replacesContents
    self.takeWeightGradient = takeWeightGradient
  }

  /// No gradients wanted.
  public static let none = GradientSinks(tensors: [], scale: 0)
}
