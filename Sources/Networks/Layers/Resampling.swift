import Tensors
import Vocabulary

/// Each pixel becomes two by two: PyTorch's `Upsample(scale_factor=2)`.
struct Upsample: Layer {
  static let kind = LayerKind(
    Term(
      "up", "doubles height and width: up, up(2, bilinear)",
      discussion: """
        nearest repeats each pixel, as PyTorch's Upsample(scale_factor=2); bilinear is its \
        mode="bilinear", align_corners=False. Before a conv of 3 x 3, nearest costs nothing: the \
        large picture is never made.
        """,
      parameters: [
        factor,
        Parameter(
          "mode",
          .word([
            Term("nearest", "each pixel is repeated"),
            Term("bilinear", "between pixels, values lie between theirs"),
          ]), "what comes between pixels", position: .positional, default: "nearest"),
      ])
  ) { input, arguments throws(NetworkError) in
    let isBilinear = arguments.word("mode") == "bilinear"
    let summary = isBilinear ? "up(2, bilinear)" : "up"
    guard input.isPicture else { throw .needsPicture(layer: summary, input) }
    return [Upsample(input: input, mode: isBilinear ? .bilinear : .nearest, summary: summary)]
  }

  /// The factor of all layers that change the size.
  static let factor = Parameter(
    "factor", .whole(2...2), "how many times", position: .positional, default: "2")

  var input: Shape
  var mode: Upsampling
  var summary: String

  var output: Shape {
    Shape(channels: input.channels, height: 2 * input.height, width: 2 * input.width)
  }

  var onnx: ONNXForm? {
    ONNXForm(
      "Resize", [.value, .none, .numbers([1, 1, 2, 2])],
      mode == .nearest
        ? [
          ("mode", .word("nearest")), ("nearest_mode", .word("floor")),
          ("coordinate_transformation_mode", .word("asymmetric")),
        ]
        : [
          ("mode", .word("linear")), ("coordinate_transformation_mode", .word("half_pixel")),
        ])
  }

  var isPiecewiseLinear: Bool { true }

  func tangent(_ t: Tensor, y: Tensor, into u: Tensor, _ pass: LayerPass) {
    forward(t, into: u, pass)
  }

  func forward(_ x: Tensor, into y: Tensor, _ pass: LayerPass) {
    upsample(mode, x, height: input.height, width: input.width, into: y, on: pass.workers)
  }

  func backward(
    _ dy: Tensor, x: Tensor, y: Tensor, into dx: Tensor?, gradients: ParameterGradients,
    _ pass: LayerPass
  ) {
    guard let dx else { return }
    upsampleGradient(
      mode, dy, height: input.height, width: input.width, into: dx, on: pass.workers)
  }

  func fused(with next: any Layer) -> (any Layer)? {
    mode == .nearest ? next.withUpsampledInput : nil
  }
}

/// The mean of two by two pixels: PyTorch's `AvgPool2d(2)`; an odd last row or column is left out.
struct AveragePool: Layer {
  static let kind = LayerKind(
    Term(
      "avgpool", "halves height and width: the mean of two by two pixels",
      discussion: """
        As PyTorch's AvgPool2d(2): an odd last row or column is left out. After a conv of 3 x 3 on \
        an even picture it saves three quarters of that one's products.
        """, parameters: [Upsample.factor])
  ) { input, _ throws(NetworkError) in
    guard input.isPicture else { throw .needsPicture(layer: "avgpool", input) }
    guard input.height > 1, input.width > 1 else { throw .noPixels(layer: "avgpool", input) }
    return [AveragePool(input: input)]
  }

  var input: Shape
  var output: Shape {
    Shape(channels: input.channels, height: input.height / 2, width: input.width / 2)
  }
  var summary: String { "avgpool" }
  var isPooling: Bool { true }

  var onnx: ONNXForm? {
    ONNXForm(
      "AveragePool", [.value],
      [("kernel_shape", .integers([2, 2])), ("strides", .integers([2, 2]))])
  }

  var isPiecewiseLinear: Bool { true }

  func tangent(_ t: Tensor, y: Tensor, into u: Tensor, _ pass: LayerPass) {
    forward(t, into: u, pass)
  }

  func forward(_ x: Tensor, into y: Tensor, _ pass: LayerPass) {
    averagePool(x, height: input.height, width: input.width, into: y, on: pass.workers)
  }

  func backward(
    _ dy: Tensor, x: Tensor, y: Tensor, into dx: Tensor?, gradients: ParameterGradients,
    _ pass: LayerPass
  ) {
    guard let dx else { return }
    averagePoolGradient(dy, height: input.height, width: input.width, into: dx, on: pass.workers)
  }
}

/// Four channels become two by two pixels of one: PyTorch's `PixelShuffle(2)`.
struct PixelShuffle: Layer {
  static let kind = LayerKind(
    Term(
      "shuffle", "doubles height and width: four channels become two by two pixels of one",
      discussion: "As PyTorch's PixelShuffle(2). Shi et al. 2016, arXiv 1609.05158.",
      parameters: [Upsample.factor])
  ) { input, _ throws(NetworkError) in
    guard input.isPicture else { throw .needsPicture(layer: "shuffle", input) }
    guard input.channels.isMultiple(of: 4) else {
      throw .channelsDoNotDivide(layer: "shuffle", by: 4, input)
    }
    return [PixelShuffle(input: input)]
  }

  var input: Shape
  var output: Shape {
    Shape(channels: input.channels / 4, height: 2 * input.height, width: 2 * input.width)
  }
  var summary: String { "shuffle" }

  var onnx: ONNXForm? {
    ONNXForm(
      "DepthToSpace", [.value], [("blocksize", .integer(2)), ("mode", .word("CRD"))])
  }

  var isPiecewiseLinear: Bool { true }

  func tangent(_ t: Tensor, y: Tensor, into u: Tensor, _ pass: LayerPass) {
    forward(t, into: u, pass)
  }

  func forward(_ x: Tensor, into y: Tensor, _ pass: LayerPass) {
    shufflePixels(x, height: input.height, width: input.width, into: y, on: pass.workers)
  }

  func backward(
    _ dy: Tensor, x: Tensor, y: Tensor, into dx: Tensor?, gradients: ParameterGradients,
    _ pass: LayerPass
  ) {
    guard let dx else { return }
    unshufflePixels(dy, height: input.height, width: input.width, into: dx, on: pass.workers)
  }
}
