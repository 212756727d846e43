/// One direction of a pass, the vertical or the horizontal: where tiles read and write.
struct PassAxis {
  /// Tiles.
  var tiles: Int
  /// Pixels that are read, of the whole picture.
  var size: Int
  /// Tile t reads a patch that begins at pixel t · step + first.
  var step = 1
  var first: Int
  /// Pixels of a patch, where the form does not say.
  var patch: Int
  /// Tap t of the pass is tap tapFirst + t · tapStep of the kernel.
  var tapFirst = 0
  var tapStep = 1
  /// Output u of tile t is pixel t · outStep + outFirst + u · outPitch.
  var outStep = 1
  var outFirst = 0
  var outPitch = 1
  /// Pixels that are written, of the whole picture.
  var outSize: Int
}

/// Pictures to pictures by one form: y = post · (weights w) (pre x), for some or all pixels of y.
///
/// Columns of the product are samples of tiles, tile by tile. They are done in panels of two vectors:
/// a panel's values are gathered, [position][channel and value][column], and multiplied with the
/// weights' sums, [position][row], eight rows at a time; what these products give is combined and
/// written while it is in the first cache.
struct ConvolutionPass {
  var form: PassForm
  var vertical: PassAxis
  var horizontal: PassAxis
  /// Channels that are read.
  var channels: Int
  /// Channels that are written.
  var rows: Int
  /// Taps of the kernel in each direction.
  var kernel: Int
  /// Positions of the form.
  var positions: Int
  /// Values a channel and position.
  var values: Int

  /// Terms in a product's sum.
  var depth: Int { channels * values }
  /// Products of one sample.
  var products: Int { vertical.tiles * horizontal.tiles * positions * rows * depth }
  /// Floats that the weights' sums take.
  var weightCount: Int { positions * rows * depth }
  /// Columns of the product.
  func columns(batch: Int) -> Int { vertical.tiles * horizontal.tiles * batch }

  /// Channels that are gathered at a time, so that a panel stays in the second cache.
  var channelBlock: Int {
    let most = max(1, 2304 / max(positions * values, 1))
    let blocks = (channels + most - 1) / most
    return (channels + blocks - 1) / blocks
  }

  /// Floats that a thread needs for a panel, at any width of vectors.
  var panelCount: Int {
    // Rows of three vectors: the third takes what is written behind a row's end.
    let panel =
      (channelBlock * positions * values + positions * 8) * 48 + 16
      + Segment.most * MemoryLayout<Segment>.stride / MemoryLayout<Float>.stride
    return max(panel, (kernel * kernel + 8) * 8)
  }
}

/// What a pass reads and writes.
struct PassOperands {
  var w: WeightAccess
  var x: UnsafePointer<Float>
  var xStride: Int
  var y: UnsafeMutablePointer<Float>
  var yStride: Int
  var bias: UnsafePointer<Float>?
  var batch: Int
}

/// Where a pass finds the tap of a row and a channel.
struct WeightAccess {
  var start: UnsafePointer<Float>
  /// From one row of the pass to the next, in floats.
  var rowStride: Int
  /// From one channel of the pass to the next.
  var channelStride: Int
  /// From one row of taps to the next.
  var kernel: Int
  /// What all are multiplied with.
  var scale: Float
}
