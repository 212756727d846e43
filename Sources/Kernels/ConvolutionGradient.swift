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
    let tiles = pass.gathered.vertical.tiles * pass.gathered.horizontal.tiles
    let (index, part) = unit.quotientAndRemainder(dividingBy: parts)
    let (block, position) = index.quotientAndRemainder(dividingBy: pass.gathered.positions)
    let firstChannel = block * pass.channelBlock
    let channels = firstChannel..<min(firstChannel + pass.channelBlock, pass.gathered.channels)
    let sums = sums + unit * blockCount
    let lanes = memory
    let rows = memory + GradientPass.laneCount
    let values = rows + GradientPass.rowBlock * GradientPass.columnBlock
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
        packValues(range, channels, position, samples, into: values, steps)
        for row in stride(from: 0, to: pass.rows, by: GradientPass.rowBlock) {
          let rowRange = row..<min(row + GradientPass.rowBlock, pass.rows)
          packRows(range, rowRange, position, samples, into: rows, steps)
          multiply(
            rows, rowRange, values, tiled(channels.count * pass.gathered.values), steps, sums,
            lanes, isAdded: !isFirst)
        }
        tile = range.upperBound
        isFirst = false
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

  /// Puts a tile's samples, as `body` gives those from a number on.
  @inline(__always)
  func put(
    _ to: UnsafeMutablePointer<Float>, _ tile: Int, step: Int,
    _ body: (_ sample: Int, _ put: (V) -> Void) -> Void
  ) {
    let to = to + (tile / sharing * vectors * step + tile % sharing * count)
    for vector in 0..<vectors {
      let lanes = vector == vectors - 1 ? last : V.scalarCount
      body(vector * V.scalarCount) { values in
        if sharing > 1 {
          values.storeFirst(lanes, to: to)
        } else {
          (lanes < V.scalarCount ? values.first(lanes) : values).store(to: to + vector * step)
        }
      }
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
    _ tiles: Range<Int>, _ rows: Range<Int>, _ position: Int, _ samples: Samples<V>,
    into packed: UnsafeMutablePointer<Float>, _ steps: Int
  ) {
    let height = GradientPass.tileRows
    let step = height * V.scalarCount
    let (vertical, horizontal) = (pass.gathered.vertical, pass.gathered.horizontal)
    let pixel = operands.yStride
    for row in rows {
      let index = row - rows.lowerBound
      let to = packed + (index / height * steps * height + index % height) * V.scalarCount
      samples.clearRest(behind: tiles.count, to: to, step: step)
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
        samples.put(to, tile - tiles.lowerBound, step: step) { sample, put in
          let y = plane + ((top * horizontal.outSize + left) * pixel + sample)
          put(
            Form.spread(position: position) { u, v in
              let at = y + (u * horizontal.outSize + v) * pixel
              prefetchToRead(at + 2 * Form.outputs * pixel)
              return top + u < vertical.outSize && left + v < horizontal.outSize
                ? V(at: at) : V()
            })
        }
      }
    }
  }

  /// Puts the values of some channels where they are multiplied, likewise in tiles of `tileValues`.
  private func packValues(
    _ tiles: Range<Int>, _ channels: Range<Int>, _ position: Int, _ samples: Samples<V>,
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
  private func packPatches(
    _ tiles: Range<Int>, _ channel: Int, _ index: Int, _ position: Int, _ samples: Samples<V>,
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
          let at = x + (a * rowStride + b * pixel)
          // The same pixel of the tile after the next.
          prefetchToRead(at + next)
          return V(at: at)
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
