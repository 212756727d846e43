import Tensors

/// y = w · x + bias: every output sees every input. [in, batch] → [out, batch].
struct Dense: Layer {
  var inputs: Int
  var outputs: Int

  var summary: String { "dense \(outputs)" }
  var worksInPlace: Bool { false }

  var parameters: [ParameterSpecification] {
    [
      ParameterSpecification(
        "weight", shape: [outputs, inputs], role: .weight(inputs: inputs, outputs: outputs)),
      ParameterSpecification("bias", shape: [outputs], role: .bias(inputs: inputs)),
    ]
  }

  /// xᵀ, [batch, in], for the weights' gradient.
  func memory(batch: Int) -> [TensorShape] { [TensorShape(batch, inputs)] }

  /// Samples are drawn seldom and compared with other programs' to the last digits: their sums are
  /// exact. Training's are fast.
  func forward(_ x: Tensor, into y: Tensor, _ pass: LayerPass) {
    let isTraining = if case .training = pass.phase { true } else { false }
    multiply(
      pass.parameters[0], x, bias: pass.parameters[1], into: y,
      precision: isTraining ? .single : .double, on: pass.workers)
  }

  /// dx = wᵀ · dy, dw = dy · xᵀ, dbias = Σ dy over the batch.
  func backward(
    _ dy: Tensor, x: Tensor, y: Tensor, into dx: Tensor?, sinks: GradientSinks, _ pass: LayerPass
  ) {
    if let dx { multiplyTransposed(pass.parameters[0], dy, into: dx, on: pass.workers) }
    guard !sinks.tensors.isEmpty else { return }
    transpose(x, into: pass.memory[0], on: pass.workers)
    if sinks.replacesContents {
      if let step = sinks.weightStep {
        multiplyOuter(dy, pass.memory[0], inBlocksOf: sinks.tensors[0], on: pass.workers) {
          step.take($0)
        }
      } else {
        multiplyOuter(dy, pass.memory[0], into: sinks.tensors[0], on: pass.workers)
      }
      sinks.tensors[1].fill(0)
    } else {
      addOuterProduct(
        dy, pass.memory[0], scale: sinks.scale, to: sinks.tensors[0], on: pass.workers)
    }
    addRowSums(dy, scale: sinks.scale, to: sinks.tensors[1], on: pass.workers)
  }
}
