import Tensors
import Vocabulary

/// y = w · x + bias: every output sees every input. [in, batch] → [out, batch].
struct Dense: Layer {
  static let kind = LayerKind(
    Term(
      "dense", "every output sees every input; written as its size: -> 128, -> 128@4x4",
      discussion: """
        y = weight x + bias. A shape that comes in is flattened in PyTorch's order (channels, rows, \
        columns); -> 128@4x4 sees its 2048 outputs as 128 channels of 4 x 4 pixels. In files it is \
        a Linear, and so are a Flatten before and an Unflatten after it positions of their own.
        """,
      parameters: [
        Parameter(
          "units", .whole(1...NetworkError.widest), "how many outputs", position: .positional,
          isRequired: true)
      ]), .afterArrow
  ) { input, arguments in
    let output = arguments.shape("units")
    let flat: [any Layer] =
      input.isPicture ? [Reshape(input: input, output: Shape(input.count))] : []
    let shaped: [any Layer] =
      output.isPicture ? [Reshape(input: Shape(output.count), output: output)] : []
    return flat + [Dense(inputs: input.count, written: output)] + shaped
  }

  var inputs: Int
  /// The outputs as they are written; the layer's own are a plain number.
  var written: Shape

  /// Whether its weights begin as principal components of the data.
  var beginsAsComponents = false

  /// The modifier `components`: the dense layer before it begins otherwise.
  static let components = LayerKind(
    changing: Term(
      "components",
      "after a dense layer: its weights begin as the principal components of the data",
      discussion: """
        For the last dense layer of a generator: -> 255 -> 4096 components tanh. The mean of the \
        pictures is its bias, and each weight column is a principal component times its standard \
        deviation, taken of what goes into the activation after it. The components are found from \
        at most 1024 pictures, evenly spread; a layer with more inputs than there are components \
        begins with zeros for the others. With init=he what goes into it varies enough; with the usual \
        small weights all pictures begin as nearly the mean.
        """, example: "net generator: 100 -> 256 relu -> 64 -> 4096 components tanh init=he")
  ) { $0.asComponents }

  var asComponents: (any Layer)? {
    var layer = self
    layer.beginsAsComponents = true
    return layer
  }

  init(inputs: Int, written: Shape) {
    self.inputs = inputs
    self.written = written
  }

  var outputs: Int { written.count }
  var input: Shape { Shape(inputs) }
  var output: Shape { Shape(outputs) }
  var summary: String { written.summary }
  var title: String { "dense \(outputs)" }
  var streamsWeightGradient: Bool { true }
  var products: ProductCount {
    let count = inputs * outputs
    return ProductCount(forward: count, inputGradient: count, weightGradient: count)
  }

  var parameters: [ParameterSpecification] {
    [
      ParameterSpecification(
        "weight", shape: [outputs, inputs], role: .weight(inputs: inputs, outputs: outputs)),
      ParameterSpecification("bias", shape: [outputs], role: .bias(inputs: inputs)),
    ]
  }

  /// xᵀ, [batch, in], for the weights' gradient, and half the sums of the input's, [in, batch].
  var onnx: ONNXForm? {
    ONNXForm("Gemm", [.value, .parameter(0), .parameter(1)], [("transB", .integer(1))])
  }

  func memory(batch: Int, backward: Bool) -> [TensorShape] {
    backward ? [TensorShape(batch, inputs), TensorShape(inputs, batch)] : []
  }

  func forward(_ x: Tensor, into y: Tensor, _ pass: LayerPass) {
    multiply(
      pass.parameters[0], x, bias: pass.parameters[1], into: y, precision: pass.precision,
      on: pass.workers)
  }

  /// dx = wᵀ · dy, dw = dy · xᵀ, dbias = Σ dy over the batch.
  func backward(
    _ dy: Tensor, x: Tensor, y: Tensor, into dx: Tensor?, gradients: ParameterGradients,
    _ pass: LayerPass
  ) {
    let weight = pass.parameters[0]
    let (xTransposed, half) = (pass.memory[0], pass.memory[1])
    guard gradients.areWanted else {
      if let dx { multiplyTransposed(weight, dy, into: dx, half: half, on: pass.workers) }
      return
    }
    transpose(x, into: xTransposed, on: pass.workers)
    if let dx {
      multiplyTransposed(
        weight, dy, into: dx, half: half, thenOuter: xTransposed, gradients.ofWeight,
        on: pass.workers)
    } else {
      multiplyOuter(dy, xTransposed, gradients.ofWeight, on: pass.workers)
    }
    gradients.clear(1..<2)
    addRowSums(dy, scale: gradients.scale, to: gradients.targets[1], on: pass.workers)
  }
}

extension Dense {
  var isPiecewiseLinear: Bool { true }

  func tangent(_ t: Tensor, y: Tensor, into u: Tensor, _ pass: LayerPass) {
    multiply(pass.parameters[0], t, bias: nil, into: u, on: pass.workers)
  }

  func tangentGradient(
    _ dy: Tensor, tangent t: Tensor, gradients: ParameterGradients, _ pass: LayerPass
  ) {
    transpose(t, into: pass.memory[0], on: pass.workers)
    multiplyOuter(
      dy, pass.memory[0], .added(to: gradients.targets[0], scale: gradients.scale),
      on: pass.workers)
  }
}

extension ParameterGradients {
  /// What becomes of a dense layer's weight gradient.
  fileprivate var ofWeight: WeightGradient {
    switch rule {
    case .add(let scale): .added(to: targets[0], scale: scale)
    case .store: .stored(in: targets[0])
    case .stream(let take): .handedOver(in: targets[0], take)
    }
  }
}

/// The same numbers seen in another shape: PyTorch's Flatten and Unflatten.
struct Reshape: Layer {
  var input: Shape
  var output: Shape
  /// It is written with the dense layer that needs it.
  var summary: String { "" }
  var title: String { output.isPicture ? "unflatten" : "flatten" }
  var placement: OutputPlacement { .sameAsInput }
  var overwritesGradient: Bool { true }

  var onnx: ONNXForm? {
    output.isPicture
      ? ONNXForm(
        "Reshape",
        [.value, .integers([-1, output.channels, output.height, output.width])])
      : ONNXForm("Flatten", [.value], [("axis", .integer(1))])
  }

  var isPiecewiseLinear: Bool { true }

  func forward(_ x: Tensor, into y: Tensor, _ pass: LayerPass) {}

  func backward(
    _ dy: Tensor, x: Tensor, y: Tensor, into dx: Tensor?, gradients: ParameterGradients,
    _ pass: LayerPass
  ) {}
}
