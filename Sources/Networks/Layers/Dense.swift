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

  /// xᵀ, [batch, in], for the weights' gradient, and half the sums of the input's, [in, batch].
  func memory(batch: Int) -> [TensorShape] {
    [TensorShape(batch, inputs), TensorShape(inputs, batch)]
  }

  /// Samples are drawn rarely, and are compared with other programs' to the last digit, so their
  /// sums are exact. Those of training are fast.
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
    let weight = pass.parameters[0]
    let (xTransposed, half) = (pass.memory[0], pass.memory[1])
    guard !sinks.tensors.isEmpty else {
      if let dx { multiplyTransposed(weight, dy, into: dx, half: half, on: pass.workers) }
      return
    }
    transpose(x, into: xTransposed, on: pass.workers)
    if let dx {
      multiplyTransposed(
        weight, dy, into: dx, half: half, thenOuter: xTransposed, sinks.weightGradient,
        on: pass.workers)
    } else {
      multiplyOuter(dy, xTransposed, sinks.weightGradient, on: pass.workers)
    }
    if sinks.replacesContents { sinks.tensors[1].fill(0) }
    addRowSums(dy, scale: sinks.scale, to: sinks.tensors[1], on: pass.workers)
  }
}

extension GradientSinks {
  /// What becomes of a dense layer's weight gradient.
  fileprivate var weightGradient: WeightGradient {
    if let takeWeightGradient { return .handedOver(in: tensors[0], takeWeightGradient) }
    return replacesContents ? .stored(in: tensors[0]) : .added(to: tensors[0], scale: scale)
  }
}
