import CProcessor

/// A pass at a width of vectors, by a form.
struct PassKernel<V: PanelVector, Form: ConvolutionForm, let tileRows: Int> {
  var pass: ConvolutionPass
  var operands: PassOperands

  static var panelColumns: Int { 2 * V.scalarCount }
  /// From one row of a panel to the next.
  var panelStride: Int {
    let isWhole = operands.batch % V.scalarCount == 0 || hasEights || hasFours
    return isWhole ? 2 * V.scalarCount : 3 * V.scalarCount
  }
  /// Whether tiles are moved in vectors of eight, or of four, since that is how many samples they have.
  private var hasEights: Bool { V.scalarCount > 8 && operands.batch == 8 }
  private var hasFours: Bool { V.scalarCount > 4 && operands.batch == 4 }

  /// How many panels there are.
  var panels: Int {
    (pass.columns(batch: operands.batch) + Self.panelColumns - 1) / Self.panelColumns
  }
}

// MARK: - Weights

extension PassKernel {
  /// Puts the sums of weights for rows of the pass, which begin at a multiple of `tileRows`, where the
  /// tiles read them: [block of channels][position][tile][channel and value][row of the tile]; in
  /// memory of `panelCount` floats.
  func prepareWeights(
    _ rows: Range<Int>, into sums: UnsafeMutablePointer<Float>,
    memory: UnsafeMutablePointer<Float>
  ) {
    var channel = 0
    while channel < pass.channels {
      let channels = channel..<min(channel + pass.channelBlock, pass.channels)
      let block = sums + pass.positions * pass.rows * channel * pass.values
      var row = rows.lowerBound
      while row < rows.upperBound {
        let height = Self.tileHeight(rows.upperBound - row)
        prepareTile(row, height, channels, block, memory)
        row += height
      }
      channel = channels.upperBound
    }
  }

  /// Rows of the next tile, of so many that are left.
  private static func tileHeight(_ left: Int) -> Int {
    left >= tileRows ? tileRows : left >= 4 ? 4 : left >= 2 ? 2 : 1
  }

  /// The rows of a tile, lane by lane: eight taps of eight rows at a time are turned round.
  private func prepareTile(
    _ row: Int, _ height: Int, _ channels: Range<Int>, _ block: UnsafeMutablePointer<Float>,
    _ taps: UnsafeMutablePointer<Float>
  ) {
    let w = operands.w
    let depth = channels.count * pass.values
    let (vertical, horizontal) = (pass.vertical, pass.horizontal)
    for (index, channel) in channels.enumerated() {
      let first = w.start + row * w.rowStride + channel * w.channelStride
      for tap in stride(from: 0, to: w.kernel * w.kernel, by: 8) {
        let square = transposed {
          SIMD8(at: first + (($0 < height ? $0 : 0) * w.rowStride + tap)) * w.scale
        }
        for t in 0..<8 { square[t].store(to: taps + (tap + t) * 8) }
      }
      @inline(__always) func tap(_ a: Int, _ b: Int) -> SIMD8<Float> {
        let line = vertical.tapFirst + a * vertical.tapStep
        return SIMD8(
          at: taps + (line * w.kernel + horizontal.tapFirst + b * horizontal.tapStep) * 8)
      }
      @inline(__always) func give(_ value: Int, _ sums: SIMD8<Float>) {
        let values = Form.patch == 0 ? pass.values : Form.values
        let (position, value) = value.quotientAndRemainder(dividingBy: values)
        let to =
          block
          + ((position * pass.rows + row) * depth + (index * pass.values + value) * height)
        if height == 8 { sums.store(to: to) } else { sums.storeFirst(height, to: to) }
      }
      if Form.patch == 0 {
        for a in 0..<vertical.patch {
          for b in 0..<horizontal.patch { give(a * horizontal.patch + b, tap(a, b)) }
        }
      } else {
        Form.weights(tap, give)
      }
    }
  }
}

// MARK: - Panels

extension PassKernel {
  /// Computes some panels, in memory of `panelCount` floats.
  func compute(
    panels: Range<Int>, weights sums: UnsafePointer<Float>,
    memory: UnsafeMutablePointer<Float>
  ) {
    let segments = UnsafeMutableRawPointer(memory).bindMemory(
      to: Segment.self, capacity: Segment.most)
    let products = memory + Segment.most * MemoryLayout<Segment>.stride / 4
    let panel = products + pass.positions * tileRows * panelStride
    for index in panels {
      let count = findSegments(index, segments)
      var channel = 0
      repeat {
        let channels = channel..<min(channel + pass.channelBlock, pass.channels)
        if hasEights {
          gather(channels, segments, count, into: panel, SIMD8<Float>.self)
        } else if hasFours {
          gather(channels, segments, count, into: panel, SIMD4<Float>.self)
        } else {
          gather(channels, segments, count, into: panel, V.self)
        }
        let block = PanelBlock(
          panel: panel, products: products, segments: segments, segmentCount: count,
          weights: sums + pass.positions * pass.rows * channel * pass.values,
          depth: channels.count * pass.values, isFirst: channel == 0)
        var row = 0
        row = multiply(Tile<V, tileRows, 2>.self, from: row, block)
        row = multiply(Tile<V, 4, 2>.self, from: row, block)
        row = multiply(Tile<V, 2, 2>.self, from: row, block)
        row = multiply(Tile<V, 1, 2>.self, from: row, block)
        channel = channels.upperBound
      } while channel < pass.channels
    }
  }
}

// MARK: - Products

/// A panel with the values of some channels.
private struct PanelBlock {
  var panel: UnsafePointer<Float>
  var products: UnsafeMutablePointer<Float>
  var segments: UnsafePointer<Segment>
  var segmentCount: Int
  var weights: UnsafePointer<Float>
  var depth: Int
  var isFirst: Bool
}

extension PassKernel {
  /// As many tiles of `height` rows as there are; gives the first row that is left.
  private func multiply<let height: Int>(
    _: Tile<V, height, 2>.Type, from first: Int, _ block: PanelBlock
  ) -> Int {
    let stride = panelStride
    let outPlane = pass.vertical.outSize * pass.horizontal.outSize * operands.yStride
    var row = first
    while row + height <= pass.rows {
      prefetchOutputs(block, row, of: height)
      let bias = block.isFirst ? operands.bias.map { $0 + row } : nil
      let isOneTile =
        Form.positions == 1 && block.segmentCount == 1
        && block.segments[0].count == Self.panelColumns
      if isOneTile {
        let segment = block.segments[0]
        let pixel = segment.outRow * pass.horizontal.outSize + segment.outColumn
        let target = Tile<V, height, 2>.Target(
          c: operands.y + row * outPlane + pixel * operands.yStride + segment.sample,
          stride: outPlane, columns: Self.panelColumns, addsToC: !block.isFirst, bias: bias,
          scale: 1)
        Tile<V, height, 2>.multiply(
          acrossRowsOf: block.weights + row * block.depth, height, block.panel, stride,
          depth: block.depth, into: target)
      } else {
        for position in 0..<Form.positions {
          let target = Tile<V, height, 2>.Target(
            c: block.products + position * height * stride, stride: stride,
            columns: Self.panelColumns, addsToC: false, bias: nil, scale: 1)
          Tile<V, height, 2>.multiply(
            acrossRowsOf: block.weights + (position * pass.rows + row) * block.depth, height,
            block.panel + position * block.depth * stride, stride, depth: block.depth,
            into: target)
        }
        if hasEights {
          write(block, row, of: height, bias, SIMD8<Float>.self)
        } else if hasFours {
          write(block, row, of: height, bias, SIMD4<Float>.self)
        } else {
          write(block, row, of: height, bias, V.self)
        }
      }
      row += height
    }
    return row
  }

  /// Asks for the lines that a tile of rows will be written to, while its products are formed.
  @inline(__always)
  private func prefetchOutputs(_ block: PanelBlock, _ first: Int, of height: Int) {
    let (vertical, horizontal) = (pass.vertical, pass.horizontal)
    let outPlane = vertical.outSize * horizontal.outSize * operands.yStride
    for s in 0..<block.segmentCount {
      let segment = block.segments[s]
      for u in 0..<Form.outputs {
        for v in 0..<Form.outputs {
          let outRow = segment.outRow + u * vertical.outPitch
          let outColumn = segment.outColumn + v * horizontal.outPitch
          let pixel = outRow * horizontal.outSize + outColumn
          var y = operands.y + (first * outPlane + pixel * operands.yStride + segment.sample)
          for _ in 0..<height {
            for column in stride(from: 0, to: segment.count, by: 16) { prefetchToRead(y + column) }
            y += outPlane
          }
        }
      }
    }
  }

  /// Combines the products of a tile of rows to outputs.
  @inline(__always)
  private func write<P: PanelVector>(
    _ block: PanelBlock, _ first: Int, of height: Int, _ bias: UnsafePointer<Float>?, _: P.Type
  ) {
    let outPlane = pass.vertical.outSize * pass.horizontal.outSize * operands.yStride
    for row in 0..<height {
      write(
        block, row: row, of: height, bias: P(repeating: bias?[row] ?? 0),
        to: operands.y + (first + row) * outPlane)
    }
  }

  /// Combines one row's products to outputs.
  @inline(__always)
  private func write<P: PanelVector>(
    _ block: PanelBlock, row: Int, of height: Int, bias: P, to y: UnsafeMutablePointer<Float>
  ) {
    let stride = panelStride
    let (vertical, horizontal) = (pass.vertical, pass.horizontal)
    for s in 0..<block.segmentCount {
      let segment = block.segments[s]
      var column = 0
      while column < segment.count {
        let products = UnsafePointer(block.products) + row * stride + segment.column + column
        let left = segment.count - column
        func product(_ index: Int) -> P { P(at: products + index * height * stride) }
        Form.combine(product) { u, v, sum in
          let outRow = segment.outRow + u * vertical.outPitch
          let outColumn = segment.outColumn + v * horizontal.outPitch
          if Form.outputs > 1 {
            guard outRow < vertical.outSize, outColumn < horizontal.outSize else { return }
          }
          let pixel = outRow * horizontal.outSize + outColumn
          let to = y + pixel * operands.yStride + segment.sample + column
          let value = sum + (block.isFirst ? bias : P(at: to))
          if left >= P.scalarCount {
            value.store(to: to)
          } else {
            value.storeFirst(left, to: to)
          }
        }
        column += P.scalarCount
      }
    }
  }
}
