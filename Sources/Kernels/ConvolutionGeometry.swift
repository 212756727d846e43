/// What a convolution reads and writes: pictures of [channels, height, width], the batch innermost.
///
/// A picture's pixel (c, y, x) is row c · height · width + y · width + x of a block whose columns are
/// the samples. Weights are [outChannels, inChannels · kernel · kernel], as PyTorch's
/// [outChannels, inChannels, kernel, kernel] lie in memory.
public struct ConvolutionGeometry: Hashable, Sendable {
  /// Channels that are read.
  public var inChannels: Int
  /// Rows of pixels that are read, before any upsampling.
  public var inHeight: Int
  /// Columns of pixels that are read, before any upsampling.
  public var inWidth: Int
  /// Channels that are written.
  public var outChannels: Int
  /// Taps in each direction.
  public var kernel: Int
  /// Pixels from one output to the next.
  public var stride: Int
  /// Pixels of zero around the picture.
  public var pad: Int
  /// Whether each pixel is doubled in both directions before the convolution (nearest neighbour).
  public var upsampled: Bool
  /// Whether the mean of each 2 × 2 outputs is written in their stead.
  public var pooled: Bool

  /// A convolution; `upsampled` and `pooled` only where `fusesUpsampling` and `fusesPooling` allow.
  public init(
    inChannels: Int, inHeight: Int, inWidth: Int, outChannels: Int, kernel: Int, stride: Int = 1,
    pad: Int = 0, upsampled: Bool = false, pooled: Bool = false
  ) {
    self.inChannels = inChannels
    self.inHeight = inHeight
    self.inWidth = inWidth
    self.outChannels = outChannels
    self.kernel = kernel
    self.stride = stride
    self.pad = pad
    self.upsampled = upsampled
    self.pooled = pooled
  }

  /// Whether a convolution can take an upsampling by two before it into its own arithmetic.
  public static func fusesUpsampling(kernel: Int, stride: Int, pad: Int) -> Bool {
    kernel == 3 && stride == 1 && pad == 1
  }

  /// Whether a convolution can take a mean over 2 × 2 behind it into its own arithmetic.
  public static func fusesPooling(
    inHeight: Int, inWidth: Int, kernel: Int, stride: Int, pad: Int
  ) -> Bool {
    kernel == 3 && stride == 1 && pad == 1 && inHeight % 2 == 0 && inWidth % 2 == 0
  }

  /// Whether the output has a pixel, and what is fused can be.
  public var isValid: Bool {
    let hasSizes =
      inChannels > 0 && inHeight > 0 && inWidth > 0 && outChannels > 0 && kernel > 0 && stride > 0
    guard hasSizes, pad >= 0, outHeight > 0, outWidth > 0, !(upsampled && pooled) else {
      return false
    }
    if upsampled { return Self.fusesUpsampling(kernel: kernel, stride: stride, pad: pad) }
    return !pooled
      || Self.fusesPooling(
        inHeight: inHeight, inWidth: inWidth, kernel: kernel, stride: stride, pad: pad)
  }

  /// Rows of pixels that are written: (height + 2 pad − kernel) / stride + 1, rounded down.
  public var outHeight: Int { outSize(inHeight) }
  /// Columns of pixels that are written.
  public var outWidth: Int { outSize(inWidth) }

  private func outSize(_ size: Int) -> Int {
    let span = (upsampled ? 2 : 1) * size + 2 * pad - kernel
    return span < 0 ? 0 : (span / max(stride, 1) + 1) / (pooled ? 2 : 1)
  }

  /// Rows of the block that is read.
  public var inRows: Int { inChannels * inHeight * inWidth }
  /// Rows of the block that is written.
  public var outRows: Int { outChannels * outHeight * outWidth }
  /// Columns of the weights.
  public var weightColumns: Int { inChannels * kernel * kernel }

  /// Floating-point operations of one sample by the definition, a product and a sum counted apart;
  /// taps that fall on zeros around the picture count too.
  public var operations: Double {
    let outputs = Double(outRows) * (pooled ? 4 : 1)
    return 2 * outputs * Double(weightColumns)
  }
}
