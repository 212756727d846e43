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
    let units = blocks * gathered.positions
    return max(1, min((8 + units - 1) / units, columns / Self.columnBlock, tiles))
  }

  /// Values of a block, room for a tile's rest with them.
  private var paddedValues: Int { channelBlock * gathered.values + 6 }

  /// Floats that all sums take, at any width of vectors.
  func sumCount(batch: Int) -> Int {
    parts(batch: batch) * gathered.positions * blocks * rowTiles * Self.tileRows * paddedValues
  }
  /// Floats that a thread needs.
  var threadCount: Int { Self.laneCount + (Self.rowBlock + paddedValues) * Self.columnBlock }
  /// Room for the vectors of a tile's sums.
  static let laneCount = 4 * 6 * 16
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
  let pass: GradientPass
  let operands: GradientOperands
  private let parts: Int

  init(pass: GradientPass, operands: GradientOperands) {
    self.pass = pass
    self.operands = operands
    parts = pass.parts(batch: operands.batch)
  }

  private var valueTiles: Int { tiled(pass.channelBlock * pass.gathered.values) }
  private var blockCount: Int {
    pass.rowTiles * valueTiles * GradientPass.tileRows * tileValues
  }
  private func tiled(_ values: Int) -> Int { (values + tileValues - 1) / tileValues }

  /// Units of work: parts of the tiles, blocks of channels, positions.
  var units: Int {
    parts * pass.blocks * pass.gathered.positions
  }

  /// Forms the sums of one unit, in memory of `threadCount`.
  func compute(
    unit: Int, sums: UnsafeMutablePointer<Float>, memory: UnsafeMutablePointer<Float>
  ) {
    let sums = sums + unit * blockCount
    var isFirst = true
    for sample in stride(from: 0, to: operands.batch, by: GradientPass.columnBlock) {
      let count = min(GradientPass.columnBlock, operands.batch - sample)
      switch count {
      case 8 where V.scalarCount > 8:
        compute(
          unit, Samples<SIMD8<Float>>(first: sample, count: count, lanes: V.scalarCount), sums,
          memory, isAdded: !isFirst)
      case 4 where V.scalarCount > 4:
        compute(
          unit, Samples<SIMD4<Float>>(first: sample, count: count, lanes: V.scalarCount), sums,
          memory, isAdded: !isFirst)
      default:
        compute(
          unit, Samples<V>(first: sample, count: count, lanes: V.scalarCount), sums, memory,
          isAdded: !isFirst)
      }
      isFirst = false
    }
  }

  private func compute<P: PanelVector>(
    _ unit: Int, _ samples: Samples<P>, _ sums: UnsafeMutablePointer<Float>,
    _ memory: UnsafeMutablePointer<Float>, isAdded: Bool
  ) {
    let tiles = pass.gathered.vertical.tiles * pass.gathered.horizontal.tiles
    let (index, part) = unit.quotientAndRemainder(dividingBy: parts)
    let (block, position) = index.quotientAndRemainder(dividingBy: pass.gathered.positions)
    let firstChannel = block * pass.channelBlock
    let channels = firstChannel..<min(firstChannel + pass.channelBlock, pass.gathered.channels)
    let rows = memory + GradientPass.laneCount
    let values = rows + GradientPass.rowBlock * GradientPass.columnBlock
    let most = samples.tiles(columns: GradientPass.columnBlock)
    let first = part * tiles / parts
    let end = (part + 1) * tiles / parts
    for tile in stride(from: first, to: end, by: most) {
      let range = tile..<min(tile + most, end)
      let steps = samples.steps(tiles: range.count)
      packValues(range, channels, position, samples, into: values, steps)
      for row in stride(from: 0, to: pass.rows, by: GradientPass.rowBlock) {
        let rowRange = row..<min(row + GradientPass.rowBlock, pass.rows)
        packRows(range, rowRange, position, samples, into: rows, steps)
        multiply(
          rows, rowRange, values, tiled(channels.count * pass.gathered.values), steps, sums,
          memory, isAdded: isAdded || tile > first)
      }
    }
  }

  @inline(__always)
  private func multiply(
    _ rows: UnsafePointer<Float>, _ range: Range<Int>, _ values: UnsafePointer<Float>,
    _ valueTiles: Int, _ steps: Int, _ sums: UnsafeMutablePointer<Float>,
    _ lanes: UnsafeMutablePointer<Float>, isAdded: Bool
  ) {
    let height = GradientPass.tileRows
    let size = height * tileValues
    let first = range.lowerBound / height
    for j in 0..<valueTiles {
      for i in 0..<(range.count + height - 1) / height {
        GradientTile<V, tileValues>.multiply(
          rows + i * steps * height * V.scalarCount,
          values + j * steps * tileValues * V.scalarCount, steps: steps,
          into: sums + ((first + i) * self.valueTiles + j) * size, isAdded: isAdded,
          lanes: lanes)
      }
    }
  }

  /// Adds the parts' sums up, and puts the taps' gradients of some eights of rows where they belong; in
  /// memory of `threadCount`.
  func finish(
    eights: Range<Int>, sums: UnsafePointer<Float>, into target: GradientTarget,
    memory taps: UnsafeMutablePointer<Float>
  ) {
    for eight in eights {
      let row = 8 * eight
      for channel in 0..<pass.gathered.channels {
        formTaps(row, channel, sums, taps)
        write(
          taps, rows: min(8, pass.rows - row), into: target,
          at: target.start + row * target.rowStride + channel * target.channelStride)
      }
    }
  }

  /// The taps' gradients of eight rows, side by side: [tap][row].
  @inline(__always)
  private func formTaps(
    _ row: Int, _ channel: Int, _ sums: UnsafePointer<Float>, _ taps: UnsafeMutablePointer<Float>
  ) {
    let (vertical, horizontal) = (pass.gathered.vertical, pass.gathered.horizontal)
    let kernel = pass.gathered.kernel
    let height = GradientPass.tileRows
    let values = Form.patch == 0 ? pass.gathered.values : Form.values
    let (block, inBlock) = channel.quotientAndRemainder(dividingBy: pass.channelBlock)
    let rowTile = row / height
    let next = rowTile + 1 < pass.rowTiles ? valueTiles * tileValues * height : 0
    let line =
      sums
      + (block * pass.gathered.positions * parts * blockCount
        + (rowTile * valueTiles * tileValues + inBlock * values) * height)
    @inline(__always) func gradient(_ value: Int) -> SIMD8<Float> {
      let (position, value) = value.quotientAndRemainder(dividingBy: values)
      var at = line + (position * parts * blockCount + value * height)
      var sum = SIMD8(lowHalf: SIMD4<Float>(at: at), highHalf: SIMD4<Float>(at: at + next))
      for _ in 1..<max(parts, 1) {
        at += blockCount
        sum += SIMD8(lowHalf: SIMD4<Float>(at: at), highHalf: SIMD4<Float>(at: at + next))
      }
      return sum
    }
    @inline(__always) func give(_ a: Int, _ b: Int, _ sum: SIMD8<Float>) {
      let line = vertical.tapFirst + a * vertical.tapStep
      sum.store(to: taps + (line * kernel + horizontal.tapFirst + b * horizontal.tapStep) * 8)
    }
    if Form.patch == 0 {
      for a in 0..<vertical.patch {
        for b in 0..<horizontal.patch { give(a, b, gradient(a * horizontal.patch + b)) }
      }
    } else {
      Form.taps(gradient, give)
    }
  }

  /// Turns taps of rows to rows of taps, eight by eight.
  @inline(__always)
  private func write(
    _ taps: UnsafePointer<Float>, rows: Int, into target: GradientTarget,
    at start: UnsafeMutablePointer<Float>
  ) {
    let count = pass.gathered.kernel * pass.gathered.kernel
    for tap in stride(from: 0, to: count, by: 8) {
      let square = transposed { SIMD8(at: taps + (tap + $0) * 8) * target.scale }
      let left = count - tap
      for r in 0..<8 where r < rows {
        let to = start + (r * target.rowStride + tap)
        let gradient = target.isAdded ? SIMD8(at: to) + square[r] : square[r]
        if left >= 8 { gradient.store(to: to) } else { gradient.storeFirst(left, to: to) }
      }
    }
  }
}

/// The samples of a tile, in vectors of `lanes`: whole ones for each tile, or several tiles in one.
/// They are moved in pieces P, which are such vectors, or what a tile has of one.
private struct Samples<P: PanelVector> {
  let first: Int
  let count: Int
  let lanes: Int
  /// Tiles that share a vector; 1 if none do.
  let sharing: Int
  /// Vectors of a tile; 1 if they are shared.
  let vectors: Int
  /// Samples in a tile's last vector.
  let last: Int

  init(first: Int, count: Int, lanes: Int) {
    self.first = first
    self.count = count
    self.lanes = lanes
    sharing = lanes % count == 0 ? lanes / count : 1
    vectors = (count + lanes - 1) / lanes
    last = count - (vectors - 1) * lanes
  }

  /// As many tiles as so many columns hold.
  func tiles(columns: Int) -> Int { max(1, columns / (vectors * lanes)) * sharing }
  /// Vectors that so many tiles take.
  func steps(tiles: Int) -> Int { (tiles + sharing - 1) / sharing * vectors }
  /// Where a tile's first vector begins, in a row of vectors that lie `step` apart.
  @inline(__always) func offset(of tile: Int, step: Int) -> Int {
    tile / sharing * vectors * step + tile % sharing * count
  }

  /// Puts the samples of some tiles, `pixel` floats apart, from tile `first` of a row of vectors on;
  /// zero in lanes without a sample.
  func put(
    _ tiles: Int, _ x: UnsafePointer<Float>, pixel: Int, to: UnsafeMutablePointer<Float>,
    first: Int, step: Int
  ) {
    if vectors == 2, last == P.scalarCount {
      var to = to + offset(of: first, step: step)
      var x = x
      for _ in 0..<tiles {
        P(at: x).store(to: to)
        P(at: x + P.scalarCount).store(to: to + step)
        to += 2 * step
        x += pixel
      }
      return
    }
    for tile in 0..<tiles {
      put(to, first + tile, step: step) { P(at: x + (tile * pixel + $0)) }
    }
  }

  /// Puts zero for some tiles.
  func clear(_ tiles: Int, to: UnsafeMutablePointer<Float>, first: Int, step: Int) {
    for tile in first..<first + tiles { put(to, tile, step: step) { _ in P() } }
  }

  /// Puts a tile's samples, which `values` gives from a number on.
  @inline(__always)
  func put(
    _ to: UnsafeMutablePointer<Float>, _ tile: Int, step: Int, _ values: (_ sample: Int) -> P
  ) {
    var to = to + offset(of: tile, step: step)
    for vector in 0..<vectors - 1 {
      values(vector * P.scalarCount).store(to: to)
      to += step
    }
    putLast(values((vectors - 1) * P.scalarCount), to)
  }

  /// Puts what a tile has in its last vector.
  @inline(__always)
  func putLast(_ values: P, _ to: UnsafeMutablePointer<Float>) {
    if last == P.scalarCount {
      values.store(to: to)
    } else if sharing > 1 {
      values.storeFirst(last, to: to)
    } else {
      values.first(last).store(to: to)
    }
  }
}

// MARK: - Packing

extension GradientKernel {
  /// Puts rows of some tiles where they are multiplied: [four of rows][vector][row of the four][lane].
  private func packRows<P: PanelVector>(
    _ tiles: Range<Int>, _ rows: Range<Int>, _ position: Int, _ samples: Samples<P>,
    into packed: UnsafeMutablePointer<Float>, _ steps: Int
  ) {
    let height = GradientPass.tileRows
    let step = height * V.scalarCount
    let (vertical, horizontal) = (pass.gathered.vertical, pass.gathered.horizontal)
    let pixel = operands.yStride
    for row in rows {
      let index = row - rows.lowerBound
      let to = packed + (index / height * steps * height + index % height) * V.scalarCount
      clearRest(behind: tiles.count, samples.sharing, to, step)
      if Form.outputs == 1 {
        let pixels = vertical.tiles * horizontal.tiles
        let y = operands.y + (row * pixels + tiles.lowerBound) * pixel + samples.first
        samples.put(tiles.count, y, pixel: pixel, to: to, first: 0, step: step)
        continue
      }
      let plane = operands.y + row * vertical.outSize * horizontal.outSize * pixel + samples.first
      for tile in tiles {
        let (i, j) = tile.quotientAndRemainder(dividingBy: horizontal.tiles)
        let (top, left) = (i * Form.outputs, j * Form.outputs)
        samples.put(to, tile - tiles.lowerBound, step: step) { sample in
          let y = plane + ((top * horizontal.outSize + left) * pixel + sample)
          return Form.spread(position: position) { u, v in
            let at = y + (u * horizontal.outSize + v) * pixel
            prefetchToRead(at + 2 * Form.outputs * pixel)
            return top + u < vertical.outSize && left + v < horizontal.outSize ? P(at: at) : P()
          }
        }
      }
    }
  }

  /// Clears the lanes behind the last of some tiles.
  @inline(__always)
  private func clearRest(
    behind tiles: Int, _ sharing: Int, _ to: UnsafeMutablePointer<Float>, _ step: Int
  ) {
    if tiles % sharing != 0 { V().store(to: to + tiles / sharing * step) }
  }

  /// Puts the values of some channels where they are multiplied, likewise in tiles of `tileValues`.
  private func packValues<P: PanelVector>(
    _ tiles: Range<Int>, _ channels: Range<Int>, _ position: Int, _ samples: Samples<P>,
    into packed: UnsafeMutablePointer<Float>, _ steps: Int
  ) {
    for (index, channel) in channels.enumerated() {
      if Form.patch == 0 {
        packTaps(tiles, channel, index, samples, packed, steps)
      } else {
        packPatches(tiles, channel, index, position, samples, packed, steps)
      }
    }
  }

  private func line(_ row: Int, _ steps: Int) -> Int {
    (row / tileValues * steps * tileValues + row % tileValues) * V.scalarCount
  }

  /// Each tap's pixels, one run along a row of tiles after the other.
  private func packTaps<P: PanelVector>(
    _ tiles: Range<Int>, _ channel: Int, _ index: Int, _ samples: Samples<P>,
    _ packed: UnsafeMutablePointer<Float>, _ steps: Int
  ) {
    let (vertical, horizontal) = (pass.gathered.vertical, pass.gathered.horizontal)
    let pixel = operands.xStride
    let step = tileValues * V.scalarCount
    for a in 0..<vertical.patch {
      for b in 0..<horizontal.patch {
        let to = packed + line(index * pass.gathered.values + a * horizontal.patch + b, steps)
        clearRest(behind: tiles.count, samples.sharing, to, step)
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
  private func packPatches<P: PanelVector>(
    _ tiles: Range<Int>, _ channel: Int, _ index: Int, _ position: Int, _ samples: Samples<P>,
    _ packed: UnsafeMutablePointer<Float>, _ steps: Int
  ) {
    let (vertical, horizontal) = (pass.gathered.vertical, pass.gathered.horizontal)
    let pixel = operands.xStride
    let rowStride = horizontal.size * pixel
    let step = tileValues * V.scalarCount
    let next = 2 * horizontal.step * pixel
    let lines = InlineArray<16, Int> { value in
      value < Form.values ? line(index * Form.values + value, steps) : 0
    }
    for value in 0..<Form.values {
      clearRest(behind: tiles.count, samples.sharing, packed + lines[value], step)
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
      let tileTarget = packed + samples.offset(of: index, step: step)
      for vector in 0..<samples.vectors {
        let x = tileStart + vector * P.scalarCount
        let to = tileTarget + vector * step
        let isFull = vector < samples.vectors - 1 || samples.last == P.scalarCount
        @inline(__always) func inside(_ a: Int, _ b: Int) -> P {
          let at = x + (a * rowStride + b * pixel)
          // The same pixel of the tile after the next.
          prefetchToRead(at + next)
          return P(at: at)
        }
        @inline(__always) func checked(_ a: Int, _ b: Int) -> P {
          top + a >= 0 && top + a < vertical.size && left + b >= 0 && left + b < horizontal.size
            ? inside(a, b) : P()
        }
        @inline(__always) func give(_ value: Int, _ values: P) {
          values.store(to: to + lines[value])
        }
        @inline(__always) func givePart(_ value: Int, _ values: P) {
          isFull ? give(value, values) : samples.putLast(values, to + lines[value])
        }
        if isWhole && isFull {
          Form.gather(position: position, inside, give)
        } else {
          Form.gather(position: position, checked, givePart)
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
  /// `lanes` has room for all sums' vectors.
  @inline(never)
  static func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, steps: Int,
    into target: UnsafeMutablePointer<Float>, isAdded: Bool, lanes: UnsafeMutablePointer<Float>
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
    // From memory on: sums that are picked out by number have no registers.
    for j in 0..<values {
      for i in 0..<4 { sums[j][i].store(to: lanes + (4 * j + i) * V.scalarCount) }
    }
    merge(lanes, into: target, isAdded: isAdded)
  }

  /// Adds lanes up in pairs, of more and more sums at a time, until each lane is a sum of its own.
  @inline(__always)
  private static func merge(
    _ lanes: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, isAdded: Bool
  ) {
    @inline(__always) func four(_ j: Int) -> V {
      let a = lanes + 4 * j * V.scalarCount
      let low = V(at: a).pairSums(with: V(at: a + V.scalarCount))
      return low.pairSums(
        with: V(at: a + 2 * V.scalarCount).pairSums(with: V(at: a + 3 * V.scalarCount)))
    }
    @inline(__always) func put(_ sums: V, _ index: Int) {
      let to = target + index
      (isAdded ? V(at: to) + sums : sums).store(to: to)
    }
    if V.scalarCount == 4 {
      for j in 0..<values { put(four(j), 4 * j) }
    } else if V.scalarCount == 8 {
      for j in 0..<values / 2 { put(four(2 * j).pairSums(with: four(2 * j + 1)), 8 * j) }
    } else {
      let low = four(0).pairSums(with: four(1))
      put(low.pairSums(with: four(2).pairSums(with: four(3))), 0)
      let high = four(4).pairSums(with: four(5))
      let rest = high.pairSums(with: high)
      (isAdded ? V(at: target + 16) + rest : rest).storeFirst(8, to: target + 16)
    }
  }
}
