import CProcessor

/// A gradient pass at a width of vectors, in tiles of `tileValues` values.
struct GradientKernel<V: PanelVector, Form: ConvolutionForm, let tileValues: Int> {
  let pass: GradientPass
  let operands: GradientOperands
  private let parts: Int
  let columnBlock: Int
  let blockValues: Int
  let paddedRows: Int
  let valueStride: Int

  init(pass: GradientPass, operands: GradientOperands) {
    self.pass = pass
    self.operands = operands
    parts = pass.parts(batch: operands.batch)
    columnBlock = pass.columnBlock
    blockValues = pass.blockValues
    paddedRows = pass.paddedRows
    valueStride = pass.valueStride
  }

  /// Units of work: parts of the tiles, blocks of channels.
  var units: Int { parts * pass.blocks }

  /// Forms the sums of one unit, in memory of `threadCount`.
  func compute(
    unit: Int, sums: UnsafeMutablePointer<Float>, memory: UnsafeMutablePointer<Float>
  ) {
    let tiles = pass.gathered.vertical.tiles * pass.gathered.horizontal.tiles
    let (block, part) = unit.quotientAndRemainder(dividingBy: parts)
    let firstChannel = block * pass.channelBlock
    let channels = firstChannel..<min(firstChannel + pass.channelBlock, pass.gathered.channels)
    let end = (part + 1) * tiles / parts
    let rows = memory + GradientPass.turnedCount
    let values = rows + pass.packedRowCount
    let sums = sums + unit * pass.blockSumCount
    // Whole tiles if they fit, otherwise each in pieces of about as many samples.
    let pieces = (operands.batch + columnBlock - 1) / columnBlock
    let line = GradientPass.turnedColumns
    let size = ((operands.batch + pieces - 1) / pieces + line - 1) / line * line
    let most = max(1, columnBlock / operands.batch)
    var isAdded = false
    for first in stride(from: 0, to: operands.batch, by: size) {
      let samples = first..<min(first + size, operands.batch)
      for tile in stride(from: part * tiles / parts, to: end, by: most) {
        let columns = GradientColumns(tiles: tile..<min(tile + most, end), samples: samples)
        packRows(columns, into: rows, memory: memory)
        if Form.patch == 0 {
          packTaps(columns, channels, into: values)
        } else {
          packPatches(columns, channels, into: values)
        }
        multiply(
          values, channels.count * pass.gathered.values, rows, depth: columns.count, into: sums,
          isAdded: isAdded)
        isAdded = true
      }
    }
  }

  /// Adds the products of what is packed to the sums, or puts them there.
  private func multiply(
    _ values: UnsafePointer<Float>, _ count: Int, _ rows: UnsafePointer<Float>, depth: Int,
    into sums: UnsafeMutablePointer<Float>, isAdded: Bool
  ) {
    for position in 0..<pass.gathered.positions {
      let values = values + position * blockValues * valueStride
      let rows = rows + position * paddedRows * columnBlock
      let sums = sums + position * blockValues * paddedRows
      for row in stride(from: 0, to: paddedRows, by: Self.panelRows) {
        let panel = ValuePanel(
          values: values, count: count, rows: rows + row * columnBlock, depth: depth,
          sums: sums + row, isAdded: isAdded)
        if paddedRows - row >= Self.panelRows {
          multiply(panel, Tile<V, tileValues, 2>.self)
        } else {
          // What a channel has in some forms, in one tile.
          multiply(panel, Tile<V, 9, 1>.self)
        }
      }
    }
  }

  /// Rows of a panel; the last has half as many if no more are left.
  static var panelRows: Int { 2 * V.scalarCount }
  @inline(__always) func width(ofPanelAt row: Int) -> Int {
    min(Self.panelRows, paddedRows - row)
  }

  private func multiply<let height: Int, let vectors: Int>(
    _ panel: ValuePanel, _: Tile<V, height, vectors>.Type
  ) {
    var value = 0
    value = multiply(panel, from: value, Tile<V, height, vectors>.self)
    value = multiply(panel, from: value, Tile<V, 4, vectors>.self)
    value = multiply(panel, from: value, Tile<V, 2, vectors>.self)
    value = multiply(panel, from: value, Tile<V, 1, vectors>.self)
  }

  /// As many tiles of `height` values as there are; gives the first value that is left.
  @inline(__always)
  private func multiply<let height: Int, let vectors: Int>(
    _ panel: ValuePanel, from first: Int, _: Tile<V, height, vectors>.Type
  ) -> Int {
    let width = vectors * V.scalarCount
    var value = first
    while value + height <= panel.count {
      let sums = panel.sums + value * paddedRows
      if panel.isAdded {
        for next in height..<2 * height {
          for vector in 0..<vectors {
            prefetchToWrite(sums + next * paddedRows + vector * V.scalarCount)
          }
        }
      }
      Tile<V, height, vectors>.multiply(
        alongRowsOf: panel.values + value * valueStride, valueStride, panel.rows, width,
        depth: panel.depth,
        into: Tile<V, height, vectors>.Target(
          c: sums, stride: paddedRows, columns: width, addsToC: panel.isAdded, bias: nil, scale: 1))
      value += height
    }
    return value
  }
}

/// What is packed of some values and of a panel of rows, and the sums of their products.
private struct ValuePanel {
  var values: UnsafePointer<Float>
  var count: Int
  var rows: UnsafePointer<Float>
  var depth: Int
  var sums: UnsafeMutablePointer<Float>
  var isAdded: Bool
}

// MARK: - Taps

extension GradientKernel {
  /// Adds the parts' sums up, and puts the taps' gradients of some channels where they belong; in memory
  /// of `threadCount`.
  func finish(
    channels: Range<Int>, sums: UnsafePointer<Float>, into target: GradientTarget,
    memory taps: UnsafeMutablePointer<Float>
  ) {
    for channel in channels {
      // All rows of a channel's values in turn, as they lie in memory.
      for row in stride(from: 0, to: pass.rows, by: 8) {
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
    let values = Form.patch == 0 ? pass.gathered.values : Form.values
    let (block, inBlock) = channel.quotientAndRemainder(dividingBy: pass.channelBlock)
    let blockCount = pass.blockSumCount
    let line = sums + block * parts * blockCount + inBlock * values * paddedRows + row
    @inline(__always) func gradient(_ value: Int) -> SIMD8<Float> {
      let (position, value) = value.quotientAndRemainder(dividingBy: values)
      var at = line + (position * blockValues + value) * paddedRows
      var sum = SIMD8<Float>(at: at)
      for _ in 1..<max(parts, 1) {
        at += blockCount
        sum += SIMD8(at: at)
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
