import Tensors
import Vocabulary

/// A transposed convolution as PyTorch's `ConvTranspose2d` computes it: the adjoint of a convolution
/// whose input it gives, so that its forward is that one's input gradient, and the other way round.
struct TransposedConvolutionLayer: Layer {
  static let kind = LayerKind(
    Term(
      "convtranspose",
      "transposed convolution: each pixel spreads over kernel x kernel pixels of all channels",
      discussion: """
        As PyTorch's ConvTranspose2d: input pixels lie stride apart, what they spread is added up, \
        and pad pixels are cut off at each side. convtranspose(64) doubles the size. \
        Output side: (side - 1) stride - 2 pad + kernel. Cost of a sample, by definition: \
        2 channels_in channels_out kernel^2 height_in width_in operations.
        """,
      parameters: [
        Parameter(
          "channels", .whole(1...NetworkError.widest), "channels that come out",
          position: .positional, isRequired: true),
        Parameter(
          "kernel", .whole(1...NetworkError.largestKernel), "side of the kernel in pixels",
          position: .positional, default: "4"),
        Parameter(
          "stride", .whole(1...NetworkError.largestKernel),
          "output pixels from one input pixel to the next", default: "2"),
        Parameter(
          "pad", .whole(0...NetworkError.largestKernel), "output pixels cut off at each side",
          default: "1"),
        Parameter("bias", .toggle, "whether each channel has a bias", default: "on"),
      ], example: "net painter: 100 -> 64@4x4 relu -> convtranspose(32) relu -> conv(1) tanh"),
    .afterArrow
  ) { input, arguments throws(NetworkError) in
    let channels = arguments.whole("channels") ?? 1
    let kernel = arguments.whole("kernel") ?? 4
    let stride = arguments.whole("stride") ?? 2
    let pad = arguments.whole("pad") ?? 1
    var summary = "convtranspose(\(channels)" + (kernel == 4 ? "" : ", \(kernel)")
    if stride != 2 { summary += ", stride=\(stride)" }
    if pad != 1 { summary += ", pad=\(pad)" }
    summary += arguments.isOn("bias") ? ")" : ", bias=off)"
    guard input.isPicture else { throw .needsPicture(layer: summary, input) }
    let (height, width) = (
      (input.height - 1) * stride - 2 * pad + kernel, (input.width - 1) * stride - 2 * pad + kernel
    )
    guard height > 0, width > 0 else { throw .noPixels(layer: summary, input) }
    return [
      TransposedConvolutionLayer(
        summary: summary, input: input,
        adjoint: ConvolutionGeometry(
          inChannels: channels, inHeight: height, inWidth: width, outChannels: input.channels,
          kernel: kernel, stride: stride, pad: pad), hasBias: arguments.isOn("bias"))
    ]
  }

  var summary: String
  var input: Shape
  /// The convolution from the output to the input.
  var adjoint: ConvolutionGeometry
  var hasBias: Bool

  var output: Shape {
    Shape(channels: adjoint.inChannels, height: adjoint.inHeight, width: adjoint.inWidth)
  }

  var products: ProductCount {
    let count = adjoint.multiplications
    return ProductCount(
      forward: count.inputGradient, inputGradient: count.forward,
      weightGradient: count.weightGradient)
  }

  var parameters: [ParameterSpecification] {
    let kernel = adjoint.kernel
    // PyTorch takes the second dimension for the inputs, here too.
    let inputs = adjoint.weightColumns
    let weight = ParameterSpecification(
      "weight", shape: [adjoint.outChannels, adjoint.inChannels, kernel, kernel],
      role: .weight(inputs: inputs, outputs: adjoint.outChannels * kernel * kernel),
      outputAxis: 1)
    let bias = ParameterSpecification(
      "bias", shape: [adjoint.inChannels], role: .bias(inputs: inputs))
    return hasBias ? [weight, bias] : [weight]
  }

  var onnx: ONNXForm? {
    ONNXForm(
      "ConvTranspose", [.value, .parameter(0)] + (hasBias ? [.parameter(1)] : []),
      [
        ("kernel_shape", .integers([adjoint.kernel, adjoint.kernel])),
        ("strides", .integers([adjoint.stride, adjoint.stride])),
        ("pads", .integers([Int](repeating: adjoint.pad, count: 4))),
      ])
  }

  func scratch(batch: Int, threads: Int, backward: Bool) -> Int {
    adjoint.scratchCount(batch: batch, threads: threads, backward: backward)
  }

  var isPiecewiseLinear: Bool { true }

  func tangent(_ t: Tensor, y: Tensor, into u: Tensor, _ pass: LayerPass) {
    convolveTransposed(
      adjoint, pass.parameters[0], t, into: u, scratch: pass.scratch, on: pass.workers)
  }

  func tangentGradient(
    _ dy: Tensor, tangent t: Tensor, gradients: ParameterGradients, _ pass: LayerPass
  ) {
    convolveOuter(
      adjoint, t, dy, into: gradients.targets[0], addedTimes: gradients.scale,
      scratch: pass.scratch, on: pass.workers)
  }

  func forward(_ x: Tensor, into y: Tensor, _ pass: LayerPass) {
    convolveTransposed(
      adjoint, pass.parameters[0], x, bias: hasBias ? pass.parameters[1] : nil, into: y,
      scratch: pass.scratch, on: pass.workers)
  }

  func backward(
    _ dy: Tensor, x: Tensor, y: Tensor, into dx: Tensor?, gradients: ParameterGradients,
    _ pass: LayerPass
  ) {
    if let dx {
      convolve(
        adjoint, pass.parameters[0], dy, bias: nil, into: dx, scratch: pass.scratch,
        on: pass.workers)
    }
    guard gradients.areWanted else { return }
    convolveOuter(
      adjoint, x, dy, into: gradients.targets[0], addedTimes: gradients.factor,
      scratch: pass.scratch, on: pass.workers)
    guard hasBias else { return }
    gradients.clear(1..<2)
    addChannelSums(dy, scale: gradients.scale, to: gradients.targets[1], on: pass.workers)
  }
}
