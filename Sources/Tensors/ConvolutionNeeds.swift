import Kernels

extension ConvolutionGeometry {
  /// Floats of scratch memory that the passes need on so many threads.
  public func scratchCount(batch: Int, threads: Int, backward: Bool) -> Int {
    let convolution = Kernels.Convolution(self)
    let forward = max(
      convolution.forwardScratchCount(threads: threads),
      convolution.inputGradientScratchCount(threads: threads))
    return backward
      ? max(forward, convolution.weightGradientScratchCount(batch: batch, threads: threads))
      : forward
  }

  /// Multiplications for one sample, of forward, input gradient and weight gradient: those that are
  /// done, which may be fewer than the definition has.
  public var multiplications: (forward: Int, inputGradient: Int, weightGradient: Int) {
    let convolution = Kernels.Convolution(self)
    return (
      Int(convolution.forwardOperations / 2), Int(convolution.inputGradientOperations / 2),
      Int(convolution.weightGradientOperations / 2)
    )
  }
}
