import Tensors
import Vocabulary

/// Batch normalisation (Ioffe and Szegedy 2015): each feature, or each channel of a picture, to mean
/// 0 and standard deviation 1 over the batch, then scaled and shifted by learned numbers.
///
/// As MindSpore 1.9 computes it on a CPU: epsilon 1e-5, running statistics keep a share of 0.9, and
/// the running variance is the biased one.
struct BatchNorm: Layer {
  static let kind = LayerKind(
    modifier: Term(
      "batchnorm",
      "each feature to mean 0 and standard deviation 1 over the batch, then scale and shift",
      discussion: """
        y = weight * (x - mean) / sqrt(variance + 1e-5) + bias; of a shape, one mean and variance a \
        channel. In training mean and variance are the batch's own, and 10 % of them flow into \
        running_mean and running_var, which are used when a saved network draws single pictures. \
        Needs at least 2 samples in a batch. scale=off leaves weight and bias out. \
        Ioffe and Szegedy 2015, arXiv 1502.03167.
        """,
      parameters: [
        Parameter("scale", .toggle, "whether it is scaled and shifted afterwards", default: "on")
      ])
  ) { input, arguments in BatchNorm(input: input, isScaled: arguments.isOn("scale")) }

  static let arithmetic = Normalization(epsilon: 1e-5, momentum: 0.9)

  var input: Shape
  var isScaled: Bool

  var output: Shape { input }
  var summary: String { isScaled ? "batchnorm" : "batchnorm(scale=off)" }
  var overwritesGradient: Bool { true }
  var usesBatchStatistics: Bool { true }
  var smallestBatch: Int { 2 }

  var parameters: [ParameterSpecification] {
    let learned = [
      ParameterSpecification("weight", shape: [input.channels], role: .trained(from: 1)),
      ParameterSpecification("bias", shape: [input.channels], role: .trained(from: 0)),
    ]
    return (isScaled ? learned : []) + [
      ParameterSpecification("running_mean", shape: [input.channels], role: .statistic(from: 0)),
      ParameterSpecification(
        "running_var", shape: [input.channels], role: .statistic(from: 1), isVariance: true),
      ParameterSpecification("num_batches_tracked", shape: [], role: .counter),
    ]
  }

  /// The batch's mean and variance, [1, channels] each.
  func memory(batch: Int, backward: Bool) -> [TensorShape] {
    [TensorShape(1, input.channels), TensorShape(1, input.channels)]
  }

  func forward(_ x: Tensor, into y: Tensor, _ pass: LayerPass) {
    let parameters = pass.parameters
    switch pass.phase {
    case .training, .sampling:
      Self.arithmetic.forward(
        x, area: input.area, scale: scale(parameters), offset: offset(parameters),
        mean: pass.memory[0], variance: pass.memory[1], share: pass.phase.share, into: y,
        on: pass.workers)
    case .inference:
      Self.arithmetic.forward(
        x, area: input.area, scale: scale(parameters), offset: offset(parameters),
        runningMean: parameters[learnedCount], runningVariance: parameters[learnedCount + 1],
        into: y, on: pass.workers)
    }
  }

  func backward(
    _ dy: Tensor, x: Tensor, y: Tensor, into dx: Tensor?, gradients: ParameterGradients,
    _ pass: LayerPass
  ) {
    gradients.clear(0..<learnedCount)
    let targets = gradients.targets
    Self.arithmetic.backward(
      dy, x: x, area: input.area, scale: scale(pass.parameters), mean: pass.memory[0],
      variance: pass.memory[1], share: pass.phase.share, into: dx ?? dy,
      scaleGradient: gradients.areWanted ? scale(targets) : nil,
      offsetGradient: gradients.areWanted ? offset(targets) : nil, factor: gradients.scale,
      on: pass.workers)
  }

  func updateRunningStatistics(_ pass: LayerPass) {
    let parameters = pass.parameters
    Self.arithmetic.updateRunning(
      mean: parameters[learnedCount], variance: parameters[learnedCount + 1],
      fromMean: pass.memory[0], variance: pass.memory[1])
    parameters[learnedCount + 2][0, 0] += 1
  }

  var onnx: ONNXForm? {
    let learned: [ONNXForm.Input] =
      isScaled
      ? [.parameter(0), .parameter(1)]
      : [1, 0].map { .numbers([Float](repeating: $0, count: input.channels)) }
    return ONNXForm(
      "BatchNormalization",
      [.value] + learned + [.parameter(learnedCount), .parameter(learnedCount + 1)],
      [("epsilon", .number(1e-5))])
  }

  private var learnedCount: Int { isScaled ? 2 : 0 }
  private func scale(_ tensors: [Tensor]) -> Tensor? { isScaled ? tensors[0] : nil }
  private func offset(_ tensors: [Tensor]) -> Tensor? { isScaled ? tensors[1] : nil }
}
