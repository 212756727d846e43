import Tensors
import Vocabulary

/// Batch normalisation (Ioffe and Szegedy 2015): each feature to mean 0 and standard deviation 1
/// over the batch, then scaled and shifted by learned numbers.
///
/// As MindSpore 1.9 computes it on a CPU: epsilon 1e-5, running statistics keep a share of 0.9, and
/// the running variance is the biased one.
struct BatchNorm: Layer {
  static let kind = LayerKind(
    Term(
      "batchnorm",
      "each feature to mean 0 and standard deviation 1 over the batch, then scale and shift",
      discussion: """
        y = weight * (x - mean) / sqrt(variance + 1e-5) + bias. In training mean and variance are the \
        batch's own, and 10 % of them flow into running_mean and running_var, which are used when \
        a saved network draws single pictures. Needs at least 2 samples in a batch. \
        Ioffe and Szegedy 2015, arXiv 1502.03167.
        """)
  ) { inputs, _ in BatchNorm(inputs: inputs) }

  static let arithmetic = Normalization(epsilon: 1e-5, momentum: 0.9)

  var inputs: Int
  var outputs: Int { inputs }
  var summary: String { "batchnorm" }
  var worksInPlace: Bool { false }

  var parameters: [ParameterSpecification] {
    [
      ParameterSpecification("weight", shape: [inputs], role: .trained(from: 1)),
      ParameterSpecification("bias", shape: [inputs], role: .trained(from: 0)),
      ParameterSpecification("running_mean", shape: [inputs], role: .statistic(from: 0)),
      ParameterSpecification("running_var", shape: [inputs], role: .statistic(from: 1)),
      ParameterSpecification("num_batches_tracked", shape: [], role: .counter),
    ]
  }

  /// The batch's mean and variance, [1, features] each.
  func memory(batch: Int) -> [TensorShape] {
    [TensorShape(1, inputs), TensorShape(1, inputs)]
  }

  func forward(_ x: Tensor, into y: Tensor, _ pass: LayerPass) {
    let p = pass.parameters
    switch pass.phase {
    case .training, .sampling:
      Self.arithmetic.forward(
        x, scale: p[0], offset: p[1], mean: pass.memory[0], variance: pass.memory[1], into: y,
        on: pass.workers)
    case .inference:
      Self.arithmetic.forward(
        x, scale: p[0], offset: p[1], runningMean: p[2], runningVariance: p[3], into: y,
        on: pass.workers)
    }
  }

  func backward(
    _ dy: Tensor, x: Tensor, y: Tensor, into dx: Tensor?, sinks: GradientSinks, _ pass: LayerPass
  ) {
    if sinks.replacesContents { for sink in sinks.tensors.prefix(2) { sink.fill(0) } }
    Self.arithmetic.backward(
      dy, x: x, scale: pass.parameters[0], mean: pass.memory[0], variance: pass.memory[1],
      into: dx ?? dy, scaleSink: sinks.tensors.first, offsetSink: sinks.tensors.dropFirst().first,
      factor: sinks.scale, on: pass.workers)
  }

  func updateRunningStatistics(_ pass: LayerPass) {
    let p = pass.parameters
    Self.arithmetic.updateRunning(
      mean: p[2], variance: p[3], fromMean: pass.memory[0], variance: pass.memory[1])
    p[4][0, 0] += 1
  }
}
