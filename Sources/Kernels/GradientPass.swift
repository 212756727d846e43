/// The gradient of a convolution's weights: for each tap the products of what it met and of the
/// gradient of what it gave, summed over all samples and pixels.
///
/// One side is gathered as by a pass; the other's pixels are the tiles themselves. A block of columns,
/// samples of tiles, is packed once for all positions: the gathered side as [position][channel and
/// value][column], the other turned round, [position][panel of rows][column][row]. So products are
/// tiles of the same kind as everywhere, and their sums, [position][channel and value][row], stay in the
/// second cache until they have met all columns.
struct GradientPass {
  /// How one side is gathered.
  var gathered: ConvolutionPass
  /// Rows of the other side.
  var rows: Int

  /// Columns that are packed at a time, at most and at least.
  private static let mostColumns = 256
  private static let leastColumns = 32
  /// Floats that are packed at a time: with the sums they fit into the second cache.
  private static let packedCount = 0x28000
  /// Values that are gathered at a time, of all positions: beside them it matters little that the rows
  /// are turned round for each block of channels.
  private static let valueBlock = 576
  /// Columns of a part, so that adding parts up does not take long.
  private static let partColumns = 128
  /// Floats behind the columns of a value: vectors are written whole, and rows of a power of two would
  /// share their places in the cache.
  private static let slack = 16

  /// Columns that are turned round at a time: a line of the cache.
  static let turnedColumns = 16
  /// Floats that four outputs' turned columns take, of a panel of any width.
  static let turnedCount = 4 * turnedColumns * 32

  /// Rows with room for whole vectors of any width.
  var paddedRows: Int { (rows + 15) / 16 * 16 }
  /// Channels that are gathered at a time.
  var channelBlock: Int {
    let most = max(1, min(gathered.channels, Self.valueBlock / max(positionValues, 1)))
    let blocks = (gathered.channels + most - 1) / most
    return (gathered.channels + blocks - 1) / blocks
  }
  private var positionValues: Int { gathered.positions * gathered.values }
  /// How many such blocks there are.
  var blocks: Int { (gathered.channels + channelBlock - 1) / channelBlock }
  /// Values that a block has room for, at each position.
  var blockValues: Int { channelBlock * gathered.values }
  /// Columns that are packed at a time: whole lines of the cache.
  var columnBlock: Int {
    let columns = Self.packedCount / (gathered.positions * (paddedRows + blockValues))
    let whole = columns / Self.turnedColumns * Self.turnedColumns
    return min(max(whole, Self.leastColumns), Self.mostColumns)
  }
  /// From one value's columns to the next one's.
  var valueStride: Int { columnBlock + Self.slack }
  /// Columns are parted, too, into sums of their own, so that there is work for several threads.
  func parts(batch: Int) -> Int {
    let tiles = gathered.vertical.tiles * gathered.horizontal.tiles
    return max(
      1, min((8 + blocks - 1) / blocks, gathered.columns(batch: batch) / Self.partColumns, tiles))
  }

  /// Floats that the sums of a block of channels take.
  var blockSumCount: Int { gathered.positions * blockValues * paddedRows }
  /// Floats that all sums take.
  func sumCount(batch: Int) -> Int { parts(batch: batch) * blocks * blockSumCount }
  /// Floats that a thread needs for what is packed of the rows.
  var packedRowCount: Int { gathered.positions * paddedRows * columnBlock }
  /// Floats that a thread needs.
  var threadCount: Int {
    let taps = (gathered.kernel * gathered.kernel + 8) * 8
    let values = gathered.positions * blockValues * valueStride + Self.slack
    return max(Self.turnedCount + packedRowCount + values, taps)
  }
}

/// What a gradient is formed of.
struct GradientOperands {
  /// The pictures that are gathered.
  var x: UnsafePointer<Float>
  var xStride: Int
  /// The others.
  var y: UnsafePointer<Float>
  var yStride: Int
  var batch: Int
}

/// Where the gradient of a row and a channel goes.
struct GradientTarget {
  var start: UnsafeMutablePointer<Float>
  var rowStride: Int
  var channelStride: Int
  var kernel: Int
  /// What the sums are multiplied with.
  var scale: Float
  /// Whether they are added to what is there.
  var isAdded: Bool
}
