import Tensors
import Vocabulary

/// One more channel that says how far the samples of a group lie apart.
struct MinibatchDeviation: Layer {
  static let kind = LayerKind(
    modifier: Term(
      "minibatchstd", "one more channel: the mean standard deviation within groups of samples",
      discussion: """
        For groups of four samples (or of the largest divisor of the batch below that): the standard \
        deviation of each number within the group, the mean of all these, the same for every pixel. \
        A discriminator sees by it whether generated pictures are all alike. Its samples then depend \
        on each other, so real and generated ones are scored apart. Karras et al. 2018, arXiv \
        1710.10196.
        """)
  ) { input, _ in MinibatchDeviation(input: input) }

  static let groupSize = 4
  static let epsilon = 1e-8

  var input: Shape
  var output: Shape {
    input.isPicture
      ? Shape(channels: input.channels + 1, height: input.height, width: input.width)
      : Shape(input.count + 1)
  }
  var summary: String { "minibatchstd" }
  var usesBatchStatistics: Bool { true }
  var needsWholeBatch: Bool { true }

  private static func groups(_ batch: Int) -> Int {
    batch / ((1...groupSize).last { batch.isMultiple(of: $0) } ?? 1)
  }

  /// The groups' numbers, [1, groups].
  /// It depends on what else is in the batch, and on how that divides.
  var onnx: ONNXForm? { nil }

  func memory(batch: Int, backward: Bool) -> [TensorShape] { [TensorShape(1, Self.groups(batch))] }

  func forward(_ x: Tensor, into y: Tensor, _ pass: LayerPass) {
    let deviations = pass.memory[0]
    groupDeviations(x, epsilon: Self.epsilon, into: deviations)
    y.copyRows(from: x)
    for row in x.rows..<y.rows {
      for column in 0..<y.columns { y[row, column] = deviations[0, column % deviations.columns] }
    }
  }

  func backward(
    _ dy: Tensor, x: Tensor, y: Tensor, into dx: Tensor?, gradients: ParameterGradients,
    _ pass: LayerPass
  ) {
    guard let dx else { return }
    dx.copyRows(from: dy)
    let sums = pass.memory[0]
    sums.fill(0)
    for row in x.rows..<dy.rows {
      for column in 0..<dy.columns { sums[0, column % sums.columns] += dy[row, column] }
    }
    addGroupDeviationsGradient(sums, x: x, epsilon: Self.epsilon, to: dx)
  }
}
