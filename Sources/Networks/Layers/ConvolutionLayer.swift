import Tensors
import Vocabulary

/// A convolution as PyTorch's `Conv2d` computes it.
///
/// y[o, i, j] = bias[o] + Σ w[o, c, a, b] · x[c, stride·i + a − pad, stride·j + b − pad], zeros outside.
struct ConvolutionLayer: Layer {
  static let kind = LayerKind(
    Term(
      "conv", "convolution: each pixel sees kernel x kernel pixels of all channels",
      discussion: """
        As PyTorch's Conv2d: each output pixel is a weighted sum of the pixels that it sees, zeros \
        outside. conv(32) keeps the size, conv(32, 4, stride=2) halves it. After up, \
        and before avgpool, a conv of 3 x 3 takes a quarter of the products. Cost of a sample, by \
        definition: 2 channels_in channels_out kernel^2 height width operations.
        """,
      parameters: [
        Parameter(
          "channels", .whole(1...NetworkError.widest), "channels that come out",
          position: .positional, isRequired: true),
        Parameter(
          "kernel", .whole(1...NetworkError.largestKernel), "side of the kernel in pixels",
          position: .positional, default: "3"),
        Parameter(
          "stride", .whole(1...NetworkError.largestKernel), "pixels from one output to the next",
          default: "1"),
        Parameter(
          "pad", .whole(0...NetworkError.largestKernel),
          "zeros around the picture; (kernel - 1) / 2 rounded down if left out"),
        Parameter("bias", .toggle, "whether each channel has a bias", default: "on"),
      ], example: "net critic: 1@64x64 -> conv(32, 4, stride=2) leakyrelu -> 1"), .afterArrow
  ) { input, arguments throws(NetworkError) in
    let kernel = arguments.whole("kernel") ?? 3
    let pad = arguments.whole("pad") ?? (kernel - 1) / 2
    let channels = arguments.whole("channels") ?? 1
    let stride = arguments.whole("stride") ?? 1
    var summary = "conv(\(channels)" + (kernel == 3 ? "" : ", \(kernel)")
    if stride != 1 { summary += ", stride=\(stride)" }
    if pad != (kernel - 1) / 2 { summary += ", pad=\(pad)" }
    summary += arguments.isOn("bias") ? ")" : ", bias=off)"
    guard input.isPicture else { throw .needsPicture(layer: summary, input) }
    guard kernel <= min(input.height, input.width) + 2 * pad else {
      throw .kernelTooLarge(layer: summary, kernel: kernel, input, pad: pad)
    }
    return [
      ConvolutionLayer(
        summary: summary,
        geometry: ConvolutionGeometry(
          inChannels: input.channels, inHeight: input.height, inWidth: input.width,
          outChannels: channels, kernel: kernel, stride: stride, pad: pad),
        hasBias: arguments.isOn("bias"))
    ]
  }

  var summary: String
  /// Also tells whether pixels are doubled before it, or two by two averaged after it.
  var geometry: ConvolutionGeometry
  var hasBias: Bool

  var input: Shape {
    Shape(channels: geometry.inChannels, height: geometry.inHeight, width: geometry.inWidth)
  }

  var output: Shape {
    Shape(channels: geometry.outChannels, height: geometry.outHeight, width: geometry.outWidth)
  }

  var products: ProductCount {
    let count = geometry.multiplications
    return ProductCount(
      forward: count.forward, inputGradient: count.inputGradient,
      weightGradient: count.weightGradient)
  }

  var parameters: [ParameterSpecification] {
    let kernel = geometry.kernel
    let inputs = geometry.weightColumns
    let weight = ParameterSpecification(
      "weight", shape: [geometry.outChannels, geometry.inChannels, kernel, kernel],
      role: .weight(inputs: inputs, outputs: geometry.outChannels * kernel * kernel))
    let bias = ParameterSpecification(
      "bias", shape: [geometry.outChannels], role: .bias(inputs: inputs))
    return hasBias ? [weight, bias] : [weight]
  }

  func scratch(batch: Int, threads: Int, backward: Bool) -> Int {
    geometry.scratchCount(batch: batch, threads: threads, backward: backward)
  }

  func forward(_ x: Tensor, into y: Tensor, _ pass: LayerPass) {
    convolve(
      geometry, pass.parameters[0], x, bias: hasBias ? pass.parameters[1] : nil, into: y,
      scratch: pass.scratch, on: pass.workers)
  }

  func backward(
    _ dy: Tensor, x: Tensor, y: Tensor, into dx: Tensor?, gradients: ParameterGradients,
    _ pass: LayerPass
  ) {
    if let dx {
      convolveTransposed(
        geometry, pass.parameters[0], dy, into: dx, scratch: pass.scratch, on: pass.workers)
    }
    guard gradients.areWanted else { return }
    convolveOuter(
      geometry, dy, x, into: gradients.targets[0], addedTimes: gradients.factor,
      scratch: pass.scratch, on: pass.workers)
    guard hasBias else { return }
    gradients.clear(1..<2)
    addChannelSums(dy, scale: gradients.scale, to: gradients.targets[1], on: pass.workers)
  }

  var isPiecewiseLinear: Bool { true }

  func tangent(_ t: Tensor, y: Tensor, into u: Tensor, _ pass: LayerPass) {
    convolve(
      geometry, pass.parameters[0], t, bias: nil, into: u, scratch: pass.scratch, on: pass.workers)
  }

  func tangentGradient(
    _ dy: Tensor, tangent t: Tensor, gradients: ParameterGradients, _ pass: LayerPass
  ) {
    convolveOuter(
      geometry, dy, t, into: gradients.targets[0], addedTimes: gradients.scale,
      scratch: pass.scratch, on: pass.workers)
  }

  func fused(with next: any Layer) -> (any Layer)? {
    next.isPooling
      && ConvolutionGeometry.fusesPooling(
        inHeight: geometry.inHeight, inWidth: geometry.inWidth, kernel: geometry.kernel,
        stride: geometry.stride, pad: geometry.pad)
      && !geometry.upsampled
      ? with { $0.pooled = true } : nil
  }

  var withUpsampledInput: (any Layer)? {
    guard
      ConvolutionGeometry.fusesUpsampling(
        kernel: geometry.kernel, stride: geometry.stride, pad: geometry.pad)
    else { return nil }
    return with {
      $0.upsampled = true
      $0.inHeight /= 2
      $0.inWidth /= 2
    }
  }

  var onnx: ONNXForm? {
    ONNXForm(
      "Conv", [.value, .parameter(0)] + (hasBias ? [.parameter(1)] : []),
      [
        ("kernel_shape", .integers([geometry.kernel, geometry.kernel])),
        ("strides", .integers([geometry.stride, geometry.stride])),
        ("pads", .integers([Int](repeating: geometry.pad, count: 4))),
      ])
  }

  private func with(_ change: (inout ConvolutionGeometry) -> Void) -> ConvolutionLayer {
    var layer = self
    change(&layer.geometry)
    return layer
  }
}
