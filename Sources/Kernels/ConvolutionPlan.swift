/// How a pass forms its products.
enum PassForm {
  /// By the definition.
  case direct
  /// By `UpsamplingForm`, and so on.
  case upsampling, pooling, stride, pair, triple
  /// To few channels: by the definition.
  case thin
  /// To few channels, each pixel doubled before 3 × 3 taps: an output sees four pixels.
  case thinDoubled
  /// To few channels, back from 4 × 4 taps with a stride of two: an output sees four pixels.
  case thinStrided
}

/// The passes of one operation, all of one form.
struct ConvolutionPasses {
  var plan: ConvolutionPlan
  var isForward: Bool
  var form: PassForm
  var count: Int

  subscript(index: Int) -> ConvolutionPass { plan.pass(form, isForward: isForward, index) }

  /// Products and sums of one sample.
  var operations: Double {
    var products = 0
    for index in 0..<count { products += self[index].products }
    return 2 * Double(products)
  }
}

/// Which forms a geometry takes, and what they read and write.
struct ConvolutionPlan {
  var geometry: ConvolutionGeometry

  /// Rows of fewer channels than this are not worth tiles of rows.
  private static let thinRows = 4

  private var hasPairs: Bool {
    geometry.kernel == 4 && geometry.stride == 2 && geometry.pad == 1
  }

  private var hasTriples: Bool { geometry.kernel == 3 && geometry.stride == 1 }

  /// Below so many channels on either side additions take longer than the products they spare.
  private var sparesProducts: Bool { min(geometry.inChannels, geometry.outChannels) >= 16 }

  /// y from x.
  var forward: ConvolutionPasses {
    let isThin = geometry.outChannels < Self.thinRows
    let form: PassForm =
      if geometry.upsampled {
        isThin ? .thinDoubled : .upsampling
      } else if geometry.pooled {
        .pooling
      } else if hasPairs, sparesProducts {
        .stride
      } else if hasTriples, sparesProducts {
        .triple
      } else {
        isThin ? .thin : .direct
      }
    return ConvolutionPasses(plan: self, isForward: true, form: form, count: 1)
  }

  /// dx from dy. Pixels whose numbers are the same modulo the stride meet the same taps.
  var input: ConvolutionPasses {
    let isThin = geometry.inChannels < Self.thinRows
    let form: PassForm =
      if geometry.upsampled {
        .pooling
      } else if geometry.pooled {
        isThin ? .thinDoubled : .upsampling
      } else if hasPairs {
        isThin ? .thinStrided : sparesProducts ? .pair : .direct
      } else if hasTriples, sparesProducts {
        .triple
      } else {
        isThin ? .thin : .direct
      }
    let phases =
      min(geometry.stride, geometry.inHeight) * min(geometry.stride, geometry.inWidth)
    return ConvolutionPasses(
      plan: self, isForward: false, form: form, count: form == .thinStrided ? 1 : phases)
  }

  /// Whether dy's side is gathered for weight gradients: where patches are of it, and where a choice is
  /// free and it has fewer channels.
  var gathersOutput: Bool {
    geometry.upsampled
      || !geometry.pooled && geometry.stride == 1 && geometry.outChannels < geometry.inChannels
  }

  /// dw.
  var gradient: GradientPass {
    let form: PassForm =
      if geometry.upsampled || geometry.pooled {
        .pooling
      } else {
        hasPairs && sparesProducts ? .stride : .direct
      }
    return GradientPass(
      gathered: pass(form, isForward: !gathersOutput, 0),
      rows: gathersOutput ? geometry.inChannels : geometry.outChannels)
  }

  /// A pass of an operation.
  func pass(_ form: PassForm, isForward: Bool, _ index: Int) -> ConvolutionPass {
    let geometry = geometry
    let (i, j) = index.quotientAndRemainder(dividingBy: min(geometry.stride, geometry.inWidth))
    let vertical =
      isForward
      ? forwardAxis(form, geometry.inHeight, geometry.outHeight)
      : inputAxis(form, geometry.inHeight, geometry.outHeight, phase: i)
    let horizontal =
      isForward
      ? forwardAxis(form, geometry.inWidth, geometry.outWidth)
      : inputAxis(form, geometry.inWidth, geometry.outWidth, phase: j)
    let (positions, values) =
      switch form {
      case .direct, .thin: (1, vertical.patch * horizontal.patch)
      case .upsampling: (UpsamplingForm.positions, UpsamplingForm.values)
      case .pooling: (PoolingForm.positions, PoolingForm.values)
      case .stride: (StrideForm.positions, StrideForm.values)
      case .pair: (PairForm.positions, PairForm.values)
      case .triple: (TripleForm.positions, TripleForm.values)
      case .thinDoubled, .thinStrided: (1, 16)
      }
    return ConvolutionPass(
      form: form, vertical: vertical, horizontal: horizontal,
      channels: isForward ? geometry.inChannels : geometry.outChannels,
      rows: isForward ? geometry.outChannels : geometry.inChannels, kernel: geometry.kernel,
      positions: positions, values: values)
  }

  private func forwardAxis(_ form: PassForm, _ size: Int, _ outSize: Int) -> PassAxis {
    switch form {
    case .upsampling, .thinDoubled:
      PassAxis(tiles: size, size: size, first: -1, patch: 3, outStep: 2, outSize: outSize)
    case .pooling:
      PassAxis(tiles: outSize, size: size, step: 2, first: -1, patch: 4, outSize: outSize)
    case .stride:
      PassAxis(
        tiles: (outSize + 1) / 2, size: size, step: 4, first: -1, patch: 6, outStep: 2,
        outSize: outSize)
    case .triple:
      PassAxis(
        tiles: (outSize + 1) / 2, size: size, step: 2, first: -geometry.pad, patch: 4, outStep: 2,
        outSize: outSize)
    case .direct, .thin, .pair, .thinStrided:
      PassAxis(
        tiles: outSize, size: size, step: geometry.stride, first: -geometry.pad,
        patch: geometry.kernel, outSize: outSize)
    }
  }

  private func inputAxis(_ form: PassForm, _ size: Int, _ outSize: Int, phase: Int) -> PassAxis {
    switch form {
    case .pooling:
      return PassAxis(
        tiles: size, size: outSize, step: 2, first: -1, patch: 4, tapFirst: 2, tapStep: -1,
        outSize: size)
    case .upsampling, .thinDoubled:
      return PassAxis(
        tiles: outSize, size: outSize, first: -1, patch: 3, tapFirst: 2, tapStep: -1, outStep: 2,
        outSize: size)
    case .thinStrided:
      return PassAxis(
        tiles: (size + 1) / 2, size: outSize, first: -1, patch: 3, outStep: 2, outSize: size)
    case .direct, .thin, .pair, .triple, .stride:
      let stride = geometry.stride
      let tile = form == .pair || form == .triple ? 2 : 1
      let (ahead, tap) = (phase + geometry.pad).quotientAndRemainder(dividingBy: stride)
      let taps = max(0, (geometry.kernel - tap + stride - 1) / stride)
      let tiles = (size - phase + stride - 1) / stride
      return PassAxis(
        tiles: (tiles + tile - 1) / tile, size: outSize, step: tile, first: ahead - (taps - 1),
        patch: taps, tapFirst: tap + stride * (taps - 1), tapStep: -stride,
        outStep: tile * stride, outFirst: phase, outPitch: stride, outSize: size)
    }
  }
}
