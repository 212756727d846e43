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

  /// Rows of a tile.
  static let tileRows = 4
  /// Columns that are multiplied at a time, as many as a tile's sides can have in the first cache.
  static let columnBlock = 1024
  /// Rows that are multiplied at a time.
  static let rowBlock = 32
  /// Values that are gathered at a time: with the rows they fit into the second cache.
  private static let valueBlock = 144

  /// Rows in tiles.
  var rowTiles: Int { (rows + Self.tileRows - 1) / Self.tileRows }
  /// Channels that are gathered at a time.
  var channelBlock: Int {
    let most = max(1, min(gathered.channels, Self.valueBlock / max(gathered.values, 1)))
    let blocks = (gathered.channels + most - 1) / most
    return (gathered.channels + blocks - 1) / blocks
  }
  /// How many such blocks there are.
  var blocks: Int { (gathered.channels + channelBlock - 1) / channelBlock }
  /// Columns are parted, too, into sums of their own, so that there is work for several threads.
  func parts(batch: Int) -> Int {
    let tiles = gathered.vertical.tiles * gathered.horizontal.tiles
    let columns = gathered.columns(batch: batch)
    return max(1, min((8 + blocks - 1) / blocks, columns / Self.columnBlock, tiles))
  }

  /// Values of a block, room for a tile's rest with them.
  private var paddedValues: Int { channelBlock * gathered.values + 6 }

  /// Floats that all sums take, at any width of vectors.
  func sumCount(batch: Int) -> Int {
    parts(batch: batch) * blocks * rowTiles * Self.tileRows * paddedValues
  }
  /// Floats that a thread needs.
  var threadCount: Int { (Self.rowBlock + paddedValues) * Self.columnBlock }
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

/// A gradient pass at a width of vectors; tiles of 4 rows and `tileValues` values.
struct GradientKernel<V: PanelVector, Form: ConvolutionForm, let tileValues: Int> {
  var pass: GradientPass
  var operands: GradientOperands

  private var valueTiles: Int { tiled(pass.channelBlock * pass.gathered.values) }
  private var sumCount: Int {
    pass.blocks * pass.rowTiles * valueTiles * GradientPass.tileRows * tileValues
  }
  private func tiled(_ values: Int) -> Int { (values + tileValues - 1) / tileValues }

  /// Forms the sums of one block of channels and part of the tiles, in memory of `threadCount`.
  func compute(
    block: Int, part: Int, sums: UnsafeMutablePointer<Float>, memory: UnsafeMutablePointer<Float>
  ) {
    let parts = pass.parts(batch: operands.batch)
    let tiles = pass.gathered.vertical.tiles * pass.gathered.horizontal.tiles
    let firstChannel = block * pass.channelBlock
    let channels = firstChannel..<min(firstChannel + pass.channelBlock, pass.gathered.channels)
    let sums = sums + part * sumCount + block * sumCount / pass.blocks
    let rows = memory
    let values = memory + GradientPass.rowBlock * GradientPass.columnBlock
    var isFirst = true
    for sample in stride(from: 0, to: operands.batch, by: GradientPass.columnBlock) {
      let samples = Samples<V>(
        first: sample, count: min(GradientPass.columnBlock, operands.batch - sample))
      let most = samples.tiles(columns: GradientPass.columnBlock)
      let end = (part + 1) * tiles / parts
      var tile = part * tiles / parts
      while tile < end {
        let range = tile..<min(tile + most, end)
        let steps = samples.steps(tiles: range.count)
        pack(range, channels, samples, into: values, steps)
        for row in stride(from: 0, to: pass.rows, by: GradientPass.rowBlock) {
          let rowRange = row..<min(row + GradientPass.rowBlock, pass.rows)
          packRows(range, rowRange, samples, into: rows, steps)
          multiply(
            rows, rowRange, values, tiled(channels.count * pass.gathered.values), steps, sums,
            isAdded: !isFirst)
        }
        tile = range.upperBound
        isFirst = false
      }
    }
  }

  @inline(__always)
  private func multiply(
    _ rows: UnsafePointer<Float>, _ range: Range<Int>, _ values: UnsafePointer<Float>,
    _ valueTiles: Int, _ steps: Int, _ sums: UnsafeMutablePointer<Float>, isAdded: Bool
  ) {
    let height = GradientPass.tileRows
    let size = height * tileValues
    let first = range.lowerBound / height
    for j in 0..<valueTiles {
      for i in 0..<(range.count + height - 1) / height {
        GradientTile<V, tileValues>.multiply(
          rows + i * steps * height * V.scalarCount,
          values + j * steps * tileValues * V.scalarCount, steps: steps,
          into: sums + ((first + i) * self.valueTiles + j) * size, isAdded: isAdded)
      }
    }
  }

  /// Adds the parts' sums up, and puts the taps' gradients of some tiles of rows where they belong.
  func finish(rowTiles: Range<Int>, sums: UnsafePointer<Float>, into target: GradientTarget) {
    let parts = pass.parts(batch: operands.batch)
    let (vertical, horizontal) = (pass.gathered.vertical, pass.gathered.horizontal)
    let height = GradientPass.tileRows
    for rowTile in rowTiles {
      let row = rowTile * height
      let rows = min(height, pass.rows - row)
      for channel in 0..<pass.gathered.channels {
        let (block, inBlock) = channel.quotientAndRemainder(dividingBy: pass.channelBlock)
        let line =
          sums
          + ((block * pass.rowTiles + rowTile) * valueTiles * tileValues
            + inBlock * pass.gathered.values) * height
        let to = target.start + row * target.rowStride + channel * target.channelStride
        @inline(__always) func gradient(_ value: Int) -> SIMD4<Float> {
          var sum = SIMD4<Float>(at: line + value * height)
          for part in 1..<max(parts, 1) {
            sum += SIMD4<Float>(at: line + (value * height + part * sumCount))
          }
          return sum * target.scale
        }
        @inline(__always) func give(_ a: Int, _ b: Int, _ sum: SIMD4<Float>) {
          let tap =
            to
            + ((vertical.tapFirst + a * vertical.tapStep) * target.kernel + horizontal.tapFirst
              + b * horizontal.tapStep)
          for i in 0..<rows {
            tap[i * target.rowStride] = sum[i] + (target.isAdded ? tap[i * target.rowStride] : 0)
          }
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

/// The samples of a tile, in vectors: whole ones for each tile, or several tiles in one.
private struct Samples<V: PanelVector> {
  let first: Int
  let count: Int
  /// Tiles that share a vector; 1 if none do.
  let sharing: Int
  /// Vectors of a tile; 1 if they are shared.
  let vectors: Int
  /// Samples in a tile's last vector.
  let last: Int

  init(first: Int, count: Int) {
    self.first = first
    self.count = count
    sharing = V.scalarCount % count == 0 ? V.scalarCount / count : 1
    vectors = (count + V.scalarCount - 1) / V.scalarCount
    last = count - (vectors - 1) * V.scalarCount
  }

  /// As many tiles as so many columns hold.
  func tiles(columns: Int) -> Int {
    max(1, columns / (vectors * V.scalarCount)) * sharing
  }
  /// Vectors that so many tiles take.
  func steps(tiles: Int) -> Int { (tiles + sharing - 1) / sharing * vectors }

  /// Puts the samples of some tiles, `pixel` floats apart, from tile `first` of a row of vectors on,
  /// which lie `step` apart; zero in lanes without a sample.
  func put(
    _ tiles: Int, _ x: UnsafePointer<Float>, pixel: Int, to: UnsafeMutablePointer<Float>,
    first: Int, step: Int
  ) {
    if sharing > 1 {
      for tile in 0..<tiles {
        let at = to + ((first + tile) / sharing * step + (first + tile) % sharing * count)
        V(at: x + tile * pixel).storeFirst(count, to: at)
      }
      return
    }
    var to = to + first * vectors * step
    var x = x
    if vectors == 2, last == V.scalarCount {
      for _ in 0..<tiles {
        V(at: x).store(to: to)
        V(at: x + V.scalarCount).store(to: to + step)
        to += 2 * step
        x += pixel
      }
      return
    }
    for _ in 0..<tiles {
      for vector in 0..<vectors - 1 {
        V(at: x + vector * V.scalarCount).store(to: to)
        to += step
      }
      V(at: x + (vectors - 1) * V.scalarCount).first(last).store(to: to)
      to += step
      x += pixel
    }
  }

  /// Puts zero for some tiles.
  func clear(_ tiles: Int, to: UnsafeMutablePointer<Float>, first: Int, step: Int) {
    for tile in first..<first + tiles {
      if sharing > 1 {
        V().storeFirst(count, to: to + (tile / sharing * step + tile % sharing * count))
      } else {
        for vector in tile * vectors..<(tile + 1) * vectors { V().store(to: to + vector * step) }
      }
    }
  }

  /// Clears the lanes behind the last of some tiles.
  @inline(__always)
  func clearRest(behind tiles: Int, to: UnsafeMutablePointer<Float>, step: Int) {
    if tiles % sharing != 0 { V().store(to: to + tiles / sharing * step) }
  }
}

// MARK: - Packing

extension GradientKernel {
  /// Puts rows of some tiles where they are multiplied: [four of rows][vector][row of the four][lane].
  private func packRows(
    _ tiles: Range<Int>, _ rows: Range<Int>, _ samples: Samples<V>,
    into packed: UnsafeMutablePointer<Float>, _ steps: Int
  ) {
    let height = GradientPass.tileRows
    let step = height * V.scalarCount
    let pixels = pass.gathered.vertical.tiles * pass.gathered.horizontal.tiles
    for row in rows {
      let index = row - rows.lowerBound
      let to = packed + (index / height * steps * height + index % height) * V.scalarCount
      samples.clearRest(behind: tiles.count, to: to, step: step)
      let y = operands.y + (row * pixels + tiles.lowerBound) * operands.yStride + samples.first
      samples.put(tiles.count, y, pixel: operands.yStride, to: to, first: 0, step: step)
    }
  }

  /// Puts the values of some channels where they are multiplied, likewise in tiles of `tileValues`.
  private func pack(
    _ tiles: Range<Int>, _ channels: Range<Int>, _ samples: Samples<V>,
    into packed: UnsafeMutablePointer<Float>, _ steps: Int
  ) {
    for (index, channel) in channels.enumerated() {
      if Form.patch == 0 {
        packTaps(tiles, channel, index, samples, packed, steps)
      } else {
        packValues(tiles, channel, index, samples, packed, steps)
      }
    }
  }

  private func line(_ row: Int, _ steps: Int) -> Int {
    (row / tileValues * steps * tileValues + row % tileValues) * V.scalarCount
  }

  /// Each tap's pixels, one run along a row of tiles after the other.
  private func packTaps(
    _ tiles: Range<Int>, _ channel: Int, _ index: Int, _ samples: Samples<V>,
    _ packed: UnsafeMutablePointer<Float>, _ steps: Int
  ) {
    let (vertical, horizontal) = (pass.gathered.vertical, pass.gathered.horizontal)
    let pixel = operands.xStride
    let step = tileValues * V.scalarCount
    for a in 0..<vertical.patch {
      for b in 0..<horizontal.patch {
        let to = packed + line(index * pass.gathered.values + a * horizontal.patch + b, steps)
        samples.clearRest(behind: tiles.count, to: to, step: step)
        let left = horizontal.first + b
        // Tiles whose pixel lies inside the picture, of a row of them.
        let low = left < 0 ? (horizontal.step - 1 - left) / horizontal.step : 0
        let high = (horizontal.size - 1 - left + horizontal.step) / horizontal.step
        var tile = tiles.lowerBound
        while tile < tiles.upperBound {
          let (i, j) = tile.quotientAndRemainder(dividingBy: horizontal.tiles)
          let end = min(horizontal.tiles, j + tiles.upperBound - tile)
          let y = i * vertical.step + vertical.first + a
          let isInside = y >= 0 && y < vertical.size && left < horizontal.size
          let first = isInside ? min(max(low, j), end) : end
          let last = isInside ? min(max(high, first), end) : end
          let index = tile - tiles.lowerBound
          samples.clear(first - j, to: to, first: index, step: step)
          let x =
            operands.x
            + ((channel * vertical.size + y) * horizontal.size + first * horizontal.step + left)
            * pixel + samples.first
          samples.put(
            last - first, x, pixel: horizontal.step * pixel, to: to, first: index + first - j,
            step: step)
          samples.clear(end - last, to: to, first: index + last - j, step: step)
          tile += end - j
        }
      }
    }
  }

  /// Each tile's values at once.
  private func packValues(
    _ tiles: Range<Int>, _ channel: Int, _ index: Int, _ samples: Samples<V>,
    _ packed: UnsafeMutablePointer<Float>, _ steps: Int
  ) {
    let (vertical, horizontal) = (pass.gathered.vertical, pass.gathered.horizontal)
    let pixel = operands.xStride
    let rowStride = horizontal.size * pixel
    let step = tileValues * V.scalarCount
    let lines = InlineArray<16, Int> { value in
      value < Form.values ? line(index * Form.values + value, steps) : 0
    }
    for value in 0..<Form.values {
      samples.clearRest(behind: tiles.count, to: packed + lines[value], step: step)
    }
    for tile in tiles {
      let (i, j) = tile.quotientAndRemainder(dividingBy: horizontal.tiles)
      let top = i * vertical.step + vertical.first
      let left = j * horizontal.step + horizontal.first
      let isWhole =
        top >= 0 && left >= 0 && top + Form.patch <= vertical.size
        && left + Form.patch <= horizontal.size
      let index = tile - tiles.lowerBound
      let tileStart =
        operands.x + ((channel * vertical.size + top) * horizontal.size + left) * pixel
        + samples.first
      let tileTarget =
        packed + index / samples.sharing * samples.vectors * step
        + index % samples.sharing * samples.count
      for vector in 0..<samples.vectors {
        let x = tileStart + vector * V.scalarCount
        let to = tileTarget + vector * step
        let lanes = vector == samples.vectors - 1 ? samples.last : V.scalarCount
        @inline(__always) func inside(_ a: Int, _ b: Int) -> V {
          V(at: x + (a * rowStride + b * pixel))
        }
        @inline(__always) func checked(_ a: Int, _ b: Int) -> V {
          top + a >= 0 && top + a < vertical.size && left + b >= 0 && left + b < horizontal.size
            ? inside(a, b) : V()
        }
        @inline(__always) func give(_ value: Int, _ values: V) {
          values.store(to: to + lines[value])
        }
        @inline(__always) func givePart(_ value: Int, _ values: V) {
          if samples.sharing > 1 {
            values.storeFirst(lanes, to: to + lines[value])
          } else {
            values.first(lanes).store(to: to + lines[value])
          }
        }
        if isWhole && lanes == V.scalarCount {
          Form.gather(inside, give)
        } else {
          Form.gather(checked, givePart)
        }
      }
    }
  }
}

// MARK: - Tiles

/// Sums of 4 rows times some values, whose lanes are added up at the end.
private enum GradientTile<V: PanelVector, let values: Int> {
  private typealias Sums = InlineArray<values, InlineArray<4, V>>

  /// sums[j · 4 + i] = Σ a[i] b[j], or that added to it; a is [vector][4][lane], b [vector][values][lane].
  @inline(never)
  static func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, steps: Int,
    into target: UnsafeMutablePointer<Float>, isAdded: Bool
  ) {
    var sums = Sums(repeating: InlineArray(repeating: V()))
    var a = a
    var b = b
    for _ in 0..<steps {
      var left = InlineArray<4, V>(repeating: V())
      for i in 0..<4 { left[i] = V(at: a + i * V.scalarCount) }
      for j in 0..<values {
        let right = V(at: b + j * V.scalarCount)
        for i in 0..<4 { sums[j][i] = sums[j][i].plus(left[i], times: right) }
      }
      a += 4 * V.scalarCount
      b += values * V.scalarCount
    }
    isAdded ? merge(sums, target) { V(at: $0) } : merge(sums, target) { _ in V() }
  }

  /// Adds lanes up in pairs, of more and more sums at a time, until each lane is a sum of its own.
  @inline(__always)
  private static func merge(
    _ sums: Sums, _ target: UnsafeMutablePointer<Float>,
    _ before: (UnsafePointer<Float>) -> V
  ) {
    var fours = InlineArray<values, V>(repeating: V())
    for j in 0..<values {
      fours[j] = sums[j][0].pairSums(with: sums[j][1])
        .pairSums(with: sums[j][2].pairSums(with: sums[j][3]))
    }
    if V.scalarCount == 4 {
      for j in 0..<values { (before(target + 4 * j) + fours[j]).store(to: target + 4 * j) }
      return
    }
    for j in 0..<values / 2 {
      let eight = fours[2 * j].pairSums(with: fours[2 * j + 1])
      let to = target + 8 * j
      if V.scalarCount == 8 {
        (before(to) + eight).store(to: to)
      } else if j % 2 == 1 {
        let low = fours[2 * j - 2].pairSums(with: fours[2 * j - 1])
        (before(to - 8) + low.pairSums(with: eight)).store(to: to - 8)
      } else if j == values / 2 - 1 {
        (before(to) + eight.pairSums(with: eight)).storeFirst(8, to: to)
      }
    }
  }
}
