import Kernels

/// What a convolution reads and writes.
public typealias ConvolutionGeometry = Kernels.ConvolutionGeometry
/// A convolution's kernels, which know how much scratch memory they need.
public typealias Convolution = Kernels.Convolution

/// y = w ∗ x + bias, with w [outChannels, inChannels · kernel²], x [inRows, batch], y [outRows, batch],
/// bias [1, outChannels].
///
/// `scratch` is one row of at least `Convolution.forwardScratchCount` floats.
public func convolve(
  _ geometry: ConvolutionGeometry, _ w: Tensor, _ x: Tensor, bias: Tensor?, into y: Tensor,
  scratch: Tensor, on workers: WorkerPool
) {
  let convolution = Convolution(checked: geometry, w)
  precondition(x.rows == geometry.inRows && y.rows == geometry.outRows)
  precondition(x.columns == y.columns)
  precondition(bias.map { $0.columns == geometry.outChannels } ?? true)
  precondition(scratch.columns >= convolution.forwardScratchCount(threads: workers.threads))
  let done = convolution.forwardOperations
  note(.convolution, geometry, done, batch: x.columns, on: workers) {
    convolution.forward(
      w: w.block, x: x.block, bias: bias.map { UnsafePointer($0.start) }, into: y.block,
      batch: x.columns, scratch: scratch.start, on: workers)
  }
}

/// dx = w ∗ᵀ dy + bias, with w [outChannels, inChannels · kernel²], dy [outRows, batch], dx
/// [inRows, batch], bias [1, inChannels]: the gradient of a convolution's input, and the forward pass
/// of the transposed convolution with the same weights.
///
/// `scratch` is one row of at least `Convolution.inputGradientScratchCount` floats.
public func convolveTransposed(
  _ geometry: ConvolutionGeometry, _ w: Tensor, _ dy: Tensor, bias: Tensor? = nil,
  into dx: Tensor, scratch: Tensor, on workers: WorkerPool
) {
  let convolution = Convolution(checked: geometry, w)
  precondition(dx.rows == geometry.inRows && dy.rows == geometry.outRows)
  precondition(dx.columns == dy.columns)
  precondition(bias.map { $0.columns == geometry.inChannels } ?? true)
  precondition(
    scratch.columns >= convolution.inputGradientScratchCount(threads: workers.threads))
  let done = convolution.inputGradientOperations
  note(.convolutionInput, geometry, done, batch: dy.columns, on: workers) {
    convolution.inputGradient(
      w: w.block, dy: dy.block, bias: bias.map { UnsafePointer($0.start) }, into: dx.block,
      batch: dy.columns, scratch: scratch.start, on: workers)
  }
}

/// dw = Σ dy · x over samples and pixels, stored in `dw` or, times `scale`, added to it; with dy
/// [outRows, batch], x [inRows, batch], dw [outChannels, inChannels · kernel²].
///
/// A transposed convolution's gradient is that of its adjoint: its input is `dy` here, and what comes
/// back from its output `x`. `scratch` is one row of at least
/// `Convolution.weightGradientScratchCount` floats.
public func convolveOuter(
  _ geometry: ConvolutionGeometry, _ dy: Tensor, _ x: Tensor, into dw: Tensor,
  addedTimes scale: Float? = nil, scratch: Tensor, on workers: WorkerPool
) {
  let convolution = Convolution(checked: geometry, dw)
  precondition(x.rows == geometry.inRows && dy.rows == geometry.outRows)
  precondition(x.columns == dy.columns)
  precondition(
    scratch.columns
      >= convolution.weightGradientScratchCount(batch: x.columns, threads: workers.threads))
  let done = convolution.weightGradientOperations
  note(.convolutionWeights, geometry, done, batch: x.columns, on: workers) {
    convolution.weightGradient(
      dy: dy.block, x: x.block, into: dw.block, addedTimes: scale, batch: x.columns,
      scratch: scratch.start, on: workers)
  }
}

/// total += scale · Σ over each channel's pixels and all samples, with x [channels · pixels, batch] and
/// total [1, channels]: the gradient of a convolution's bias from that of its output.
public func addChannelSums(
  _ x: Tensor, scale: Float, to total: Tensor, on workers: WorkerPool
) {
  let pixels = pixels(x, total.columns)
  workers.splitChannels(x, total.columns) { channels in
    for channel in channels {
      total.start[channel] +=
        scale
        * Float(Kernels.channelSum(x.block, channel: channel, pixels: pixels, columns: x.columns))
    }
  }
}

/// y = x with each pixel doubled in both directions, with x [channels · height · width, batch] and y
/// four times the rows.
public func upsample(
  _ kind: Upsampling, _ x: Tensor, height: Int, width: Int, into y: Tensor,
  on workers: WorkerPool
) {
  let channels = channels(x, height, width, y, 4)
  workers.splitChannels(y, channels) {
    Kernels.upsample(
      kind, x.block, into: y.block, height: height, width: width, columns: x.columns,
      channels: $0)
  }
}

/// dx from dy, the gradients of `upsample`'s input and output.
public func upsampleGradient(
  _ kind: Upsampling, _ dy: Tensor, height: Int, width: Int, into dx: Tensor,
  on workers: WorkerPool
) {
  let channels = channels(dx, height, width, dy, 4)
  workers.splitChannels(dy, channels) {
    Kernels.upsampleGradient(
      kind, dy.block, into: dx.block, height: height, width: width, columns: dy.columns,
      channels: $0)
  }
}

/// How pixels are doubled.
public typealias Upsampling = Kernels.Upsampling

/// y = the means of 2 × 2 pixels of x, with x [channels · height · width, batch]; an odd last row or
/// column is left out.
public func averagePool(
  _ x: Tensor, height: Int, width: Int, into y: Tensor, on workers: WorkerPool
) {
  let channels = pooledChannels(x, height, width, y)
  workers.splitChannels(x, channels) {
    Kernels.averagePool(
      x.block, into: y.block, height: height, width: width, columns: x.columns, channels: $0)
  }
}

/// dx from dy, the gradients of `averagePool`'s input and output; height and width are dx's.
public func averagePoolGradient(
  _ dy: Tensor, height: Int, width: Int, into dx: Tensor, on workers: WorkerPool
) {
  let channels = pooledChannels(dx, height, width, dy)
  workers.splitChannels(dx, channels) {
    Kernels.averagePoolGradient(
      dy.block, into: dx.block, height: height, width: width, columns: dy.columns, channels: $0)
  }
}

/// y[c, 2i + u, 2j + v] = x[4c + 2u + v, i, j], with x [4 · channels · height · width, batch] and y of
/// as many rows: sub-pixel convolution's shuffle (Shi et al. 2016), as PyTorch's PixelShuffle(2).
public func shufflePixels(
  _ x: Tensor, height: Int, width: Int, into y: Tensor, on workers: WorkerPool
) {
  let channels = channels(x, height, width, y, 1) / 4
  workers.splitChannels(x, channels) {
    Kernels.shufflePixels(
      x.block, into: y.block, height: height, width: width, columns: x.columns, channels: $0)
  }
}

/// x from y, the inverse of `shufflePixels` and, of gradients, its adjoint; height and width are x's.
public func unshufflePixels(
  _ y: Tensor, height: Int, width: Int, into x: Tensor, on workers: WorkerPool
) {
  let channels = channels(x, height, width, y, 1) / 4
  workers.splitChannels(x, channels) {
    Kernels.unshufflePixels(
      y.block, into: x.block, height: height, width: width, columns: y.columns, channels: $0)
  }
}

private func pixels(_ x: Tensor, _ channels: Int) -> Int {
  precondition(channels > 0 && x.rows % channels == 0)
  return x.rows / channels
}

private func channels(
  _ x: Tensor, _ height: Int, _ width: Int, _ y: Tensor, _ factor: Int
) -> Int {
  precondition(height > 0 && width > 0 && x.rows % (height * width) == 0)
  precondition(y.rows == factor * x.rows && x.columns == y.columns)
  return x.rows / (height * width)
}

private func pooledChannels(_ x: Tensor, _ height: Int, _ width: Int, _ y: Tensor) -> Int {
  precondition(height > 1 && width > 1 && x.rows % (height * width) == 0)
  let channels = x.rows / (height * width)
  precondition(y.rows == channels * (height / 2) * (width / 2) && x.columns == y.columns)
  return channels
}

extension WorkerPool {
  /// Calls `body` for ranges of a tensor's channels; a small tensor is not worth a hand-over.
  func splitChannels(_ tensor: Tensor, _ channels: Int, _ body: (Range<Int>) -> Void) {
    if tensor.count < 8192 { return body(0..<channels) }
    split(channels, granularity: 1, body)
  }
}

extension Convolution {
  fileprivate init(checked geometry: ConvolutionGeometry, _ w: Tensor) {
    precondition(geometry.isValid)
    precondition(w.rows == geometry.outChannels && w.columns == geometry.weightColumns)
    self.init(geometry)
  }
}

/// Notes how long a convolution takes, if anyone wants to know.
private func note(
  _ kind: ProductLog.Product, _ geometry: ConvolutionGeometry, _ done: Double, batch: Int,
  on workers: WorkerPool, _ convolution: () -> Void
) {
  guard let log = workers.productLog else { return convolution() }
  let outputs = geometry.outHeight * geometry.outWidth * (geometry.pooled ? 4 : 1)
  log.time(
    ProductLog.Shape(
      kind: kind, rows: geometry.outChannels, columns: outputs * batch,
      depth: geometry.weightColumns, share: done / geometry.operations), convolution)
}
