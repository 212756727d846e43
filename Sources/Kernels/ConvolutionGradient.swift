import CProcessor

/// The gradient of a convolution's weights: for each tap the products of what it met and of the
/// gradient of what it gave, summed over all samples and pixels.
///
/// One side is gathered as by a pass, [channel and value][tile, sample]; the other's pixels are
/// the tiles themselves. Both rows of numbers run along the samples, so vectors are multiplied as they
/// lie, and a sum's lanes are added up at the end of each block of columns.
struct GradientPass {
  /// How one side is gathered.
  var gathered: ConvolutionPass
  /// Rows of the other side.
  var rows: Int

  /// Rows in fours, a tile's side.
  var rowFours: Int { (rows + 3) / 4 }
  /// Channels that are gathered at a time.
  var channelBlock: Int { max(1, min(gathered.channels, 48 / gathered.values)) }
  /// How many such blocks there are.
  var blocks: Int { (gathered.channels + channelBlock - 1) / channelBlock }
  /// Values of a block in fours.
  var valueFours: Int { (channelBlock * gathered.values + 3) / 4 }
  /// Columns that are multiplied at a time: the rows' fit into the second cache.
  var columnBlock: Int { max(64, min(1024, 65536 / (4 * rowFours) / 16 * 16)) }
  /// Where there are few channels columns are parted, too, into sums of their own: for threads.
  func parts(batch: Int) -> Int {
    let columns = gathered.columns(batch: batch)
    return max(1, min((8 + blocks - 1) / blocks, columns / columnBlock))
  }

  /// Floats that all sums take.
  func sumCount(batch: Int) -> Int { parts(batch: batch) * blocks * rowFours * valueFours * 16 }
  /// Floats that a thread needs.
  var threadCount: Int { 4 * (rowFours + valueFours) * columnBlock }
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

/// A gradient pass at a width of vectors; tiles of 4 rows and `side` values.
struct GradientKernel<V: PanelVector, Form: ConvolutionForm, let side: Int> {
  var pass: GradientPass
  var operands: GradientOperands

  /// Vectors that the samples of a tile take, or tiles that share one.
  private var isShared: Bool { V.scalarCount % operands.batch == 0 }
  private var vectorsPerTile: Int { (operands.batch + V.scalarCount - 1) / V.scalarCount }
  private var tilesPerVector: Int { V.scalarCount / operands.batch }
  private var tiles: Int { pass.gathered.vertical.tiles * pass.gathered.horizontal.tiles }
  private var steps: Int {
    isShared ? (tiles + tilesPerVector - 1) / tilesPerVector : tiles * vectorsPerTile
  }

  /// Forms the sums of one block of channels and part of the columns, in memory of `threadCount`.
  func compute(
    block: Int, part: Int, sums: UnsafeMutablePointer<Float>, memory: UnsafeMutablePointer<Float>
  ) {
    let parts = pass.parts(batch: operands.batch)
    let firstChannel = block * pass.channelBlock
    let channels = firstChannel..<min(firstChannel + pass.channelBlock, pass.gathered.channels)
    let valueFours = (channels.count * pass.gathered.values + 3) / 4
    let end = (part + 1) * steps / parts
    let most = pass.columnBlock / V.scalarCount
    let rows = memory
    let values = memory + 4 * pass.rowFours * pass.columnBlock
    let sums = sums + (part * pass.blocks + block) * pass.rowFours * pass.valueFours * 16
    var step = part * steps / parts
    var isFirst = true
    while step < end || isFirst {
      let range = step..<min(step + most, end)
      pack(range, channels, rows: rows, values: values)
      for j in 0..<valueFours {
        for i in 0..<pass.rowFours {
          OuterTile<V, side>.multiply(
            rows + i * range.count * 4 * V.scalarCount,
            values + j * range.count * 4 * V.scalarCount, steps: range.count,
            into: sums + (i * pass.valueFours + j) * 16, isAdded: !isFirst)
        }
      }
      step = range.upperBound
      isFirst = false
    }
  }

  /// Adds the parts' sums up, and puts the taps' gradients where they belong.
  func finish(rows: Range<Int>, sums: UnsafePointer<Float>, into target: GradientTarget) {
    let parts = pass.parts(batch: operands.batch)
    let partCount = pass.blocks * pass.rowFours * pass.valueFours * 16
    let (vertical, horizontal) = (pass.gathered.vertical, pass.gathered.horizontal)
    for row in rows {
      for channel in 0..<pass.gathered.channels {
        let (block, inBlock) = channel.quotientAndRemainder(dividingBy: pass.channelBlock)
        let line = sums + (block * pass.rowFours + row / 4) * pass.valueFours * 16 + row % 4
        let gradient = { (value: Int) in
          let index = (inBlock * pass.gathered.values + value) * 4
          var sum = line[index]
          for part in 1..<max(parts, 1) { sum += line[index + part * partCount] }
          return sum
        }
        let to = target.start + row * target.rowStride + channel * target.channelStride
        let give = { (a: Int, b: Int, sum: Float) in
          let tap =
            (vertical.tapFirst + a * vertical.tapStep) * target.kernel + horizontal.tapFirst
            + b * horizontal.tapStep
          to[tap] = target.isAdded ? to[tap] + target.scale * sum : target.scale * sum
        }
        if Form.patch == 0 {
          for a in 0..<vertical.patch {
            for b in 0..<horizontal.patch { give(a, b, gradient(a * horizontal.patch + b)) }
          }
        } else {
          Form.taps(gradient, give)
        }
      }
    }
  }
}

// MARK: - Packing

extension GradientKernel {
  /// Puts both sides where the tiles read them: [four of rows][vector][row of the four][lane].
  private func pack(
    _ range: Range<Int>, _ channels: Range<Int>, rows: UnsafeMutablePointer<Float>,
    values: UnsafeMutablePointer<Float>
  ) {
    for step in range {
      let at = (step - range.lowerBound) * 4 * V.scalarCount
      if isShared {
        let first = step * tilesPerVector
        if first + tilesPerVector > tiles {
          clear(rows + at, pass.rowFours, range.count)
          clear(values + at, pass.valueFours, range.count)
        }
        for tile in first..<min(first + tilesPerVector, tiles) {
          let lane = (tile - first) * operands.batch
          let piece = Piece(
            sample: 0, count: operands.batch, lane: lane, isPart: operands.batch < V.scalarCount)
          packRows(tile, piece, rows + at + lane, range.count)
          packValues(tile, channels, piece, values + at + lane, range.count)
        }
      } else {
        let (tile, vector) = step.quotientAndRemainder(dividingBy: vectorsPerTile)
        let sample = vector * V.scalarCount
        let piece = Piece(
          sample: sample, count: min(V.scalarCount, operands.batch - sample), lane: 0,
          isPart: false)
        packRows(tile, piece, rows + at, range.count)
        packValues(tile, channels, piece, values + at, range.count)
      }
    }
  }

  private func clear(_ to: UnsafeMutablePointer<Float>, _ fours: Int, _ steps: Int) {
    for four in 0..<fours {
      for row in 0..<4 { V().store(to: to + (four * steps * 4 + row) * V.scalarCount) }
    }
  }

  @inline(__always)
  private func put(_ vector: V, _ piece: Piece, _ to: UnsafeMutablePointer<Float>) {
    if piece.isPart {
      vector.storeFirst(piece.count, to: to)
    } else if piece.count < V.scalarCount {
      vector.first(piece.count).store(to: to)
    } else {
      vector.store(to: to)
    }
  }

  @inline(__always)
  private func packRows(
    _ tile: Int, _ piece: Piece, _ to: UnsafeMutablePointer<Float>, _ steps: Int
  ) {
    let plane = tiles * operands.yStride
    var y = operands.y + tile * operands.yStride + piece.sample
    for row in 0..<pass.rows {
      put(V(at: y), piece, to + (row / 4 * steps * 4 + row % 4) * V.scalarCount)
      y += plane
    }
  }

  @inline(__always)
  private func packValues(
    _ tile: Int, _ channels: Range<Int>, _ piece: Piece, _ to: UnsafeMutablePointer<Float>,
    _ steps: Int
  ) {
    let (vertical, horizontal) = (pass.gathered.vertical, pass.gathered.horizontal)
    let height = Form.patch == 0 ? vertical.patch : Form.patch
    let width = Form.patch == 0 ? horizontal.patch : Form.patch
    let (i, j) = tile.quotientAndRemainder(dividingBy: horizontal.tiles)
    let top = i * vertical.step + vertical.first
    let left = j * horizontal.step + horizontal.first
    let pixel = operands.xStride
    let rowStride = horizontal.size * pixel
    let isWhole =
      top >= 0 && left >= 0 && top + height <= vertical.size && left + width <= horizontal.size
    for (index, channel) in channels.enumerated() {
      let x =
        operands.x
        + ((channel * vertical.size + top) * horizontal.size + left) * pixel + piece.sample
      let give = { (value: Int, vector: V) in
        let row = index * pass.gathered.values + value
        put(vector, piece, to + (row / 4 * steps * 4 + row % 4) * V.scalarCount)
      }
      let inside = { (a: Int, b: Int) in V(at: x + (a * rowStride + b * pixel)) }
      let checked = { (a: Int, b: Int) in
        top + a >= 0 && top + a < vertical.size && left + b >= 0 && left + b < horizontal.size
          ? V(at: x + (a * rowStride + b * pixel)) : V()
      }
      if Form.patch == 0 {
        for a in 0..<height {
          for b in 0..<width { give(a * width + b, checked(a, b)) }
        }
      } else if isWhole {
        Form.gather(inside, give)
      } else {
        Form.gather(checked, give)
      }
    }
  }
}

/// Samples of a tile that go into one vector.
private struct Piece {
  var sample: Int
  var count: Int
  var lane: Int
  /// Whether others share the vector.
  var isPart: Bool
}

// MARK: - Tiles

/// 4 × 4 sums whose lanes are added up: rows of A times rows of B, `side` rows of B at a time.
private enum OuterTile<V: PanelVector, let side: Int> {
  /// sums[j · 4 + i] = Σ a[i] b[j], or added to it; a and b are [vector][4][lane].
  @inline(never)
  static func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, steps: Int,
    into target: UnsafeMutablePointer<Float>, isAdded: Bool
  ) {
    let lanes = V.scalarCount
    for first in stride(from: 0, to: 4, by: side) {
      var sums = InlineArray<side, InlineArray<4, V>>(repeating: InlineArray(repeating: V()))
      var a = a
      var b = b + first * lanes
      for _ in 0..<steps {
        var left = InlineArray<4, V>(repeating: V())
        for i in 0..<4 { left[i] = V(at: a + i * lanes) }
        for j in 0..<side {
          let right = V(at: b + j * lanes)
          for i in 0..<4 { sums[j][i] = sums[j][i].plus(left[i], times: right) }
        }
        a += 4 * lanes
        b += 4 * lanes
      }
      for j in 0..<side { add(sums[j], to: target + (first + j) * 4, isAdded) }
    }
  }

  @inline(__always)
  private static func add(
    _ sums: InlineArray<4, V>, to target: UnsafeMutablePointer<Float>, _ isAdded: Bool
  ) {
    let low = sums[0].pairSums(with: sums[1])
    let high = sums[2].pairSums(with: sums[3])
    var quarter = low.pairSums(with: high)
    // Four runs of partial sums, one for each row, of a quarter of the lanes each.
    var run = V.scalarCount / 4
    while run > 1 {
      quarter = quarter.pairSums(with: quarter)
      run /= 2
    }
    for i in 0..<4 { target[i] = isAdded ? target[i] + quarter[i] : quarter[i] }
  }
}
