/// How pixels are doubled.
public enum Upsampling: Sendable, CaseIterable {
  /// Each pixel becomes four.
  case nearest
  /// Between pixels, 3/4 of the nearer and 1/4 of the farther in each direction; at the border the
  /// nearest only. As PyTorch's Upsample(scale_factor=2, mode='bilinear', align_corners=False).
  case bilinear
}

/// Σ over a channel's rows and all columns, in the order of `blockSum`.
///
/// - Parameter pixels: Rows of a channel; those of channel c begin at row c · pixels.
public func channelSum(
  _ x: Rows, channel: Int, pixels: Int, columns: Int, width: VectorWidth = .native
) -> Double {
  blockSum(
    Rows(start: x.start + channel * pixels * x.stride, stride: x.stride), rows: pixels,
    columns: columns, width: width)
}

/// y = x with each pixel doubled in both directions, for some channels; x [channels, height, width],
/// y [channels, 2 height, 2 width], columns the samples.
public func upsample(
  _ kind: Upsampling, _ x: Rows, into y: Rows, height: Int, width: Int, columns: Int,
  channels: Range<Int>, vectors: VectorWidth = .native
) {
  let source = Picture(x, height, width)
  let target = Picture(y, 2 * height, 2 * width)
  for channel in channels {
    for i in 0..<2 * height {
      for j in 0..<2 * width {
        let to = target[channel, i, j]
        switch kind {
        case .nearest:
          to.update(from: source[channel, i / 2, j / 2], count: columns)
        case .bilinear:
          let (a, b) = (Neighbours(of: i, height), Neighbours(of: j, width))
          combine(
            (source[channel, a.near, b.near], a.nearShare * b.nearShare),
            (source[channel, a.near, b.far], a.nearShare * b.farShare),
            (source[channel, a.far, b.near], a.farShare * b.nearShare),
            (source[channel, a.far, b.far], a.farShare * b.farShare), into: to, columns, vectors)
        }
      }
    }
  }
}

/// dx from dy by the adjoint of `upsample`, for some channels; height and width are dx's.
public func upsampleGradient(
  _ kind: Upsampling, _ dy: Rows, into dx: Rows, height: Int, width: Int, columns: Int,
  channels: Range<Int>, vectors: VectorWidth = .native
) {
  let source = Picture(dy, 2 * height, 2 * width)
  let target = Picture(dx, height, width)
  for channel in channels {
    for i in 0..<height {
      for j in 0..<width {
        let to = target[channel, i, j]
        switch kind {
        case .nearest:
          combine(
            (source[channel, 2 * i, 2 * j], 1), (source[channel, 2 * i, 2 * j + 1], 1),
            (source[channel, 2 * i + 1, 2 * j], 1), (source[channel, 2 * i + 1, 2 * j + 1], 1),
            into: to, columns, vectors)
        case .bilinear:
          var isFirst = true
          for a in max(0, 2 * i - 1)...min(2 * height - 1, 2 * i + 2) {
            for b in max(0, 2 * j - 1)...min(2 * width - 1, 2 * j + 2) {
              let share =
                Neighbours(of: a, height).share(of: i) * Neighbours(of: b, width).share(of: j)
              accumulate(source[channel, a, b], share, into: to, isFirst, columns, vectors)
              isFirst = false
            }
          }
        }
      }
    }
  }
}

/// y = the means of 2 × 2 pixels of x, for some channels; x [channels, height, width], y
/// [channels, height / 2, width / 2], rounded down.
public func averagePool(
  _ x: Rows, into y: Rows, height: Int, width: Int, columns: Int, channels: Range<Int>,
  vectors: VectorWidth = .native
) {
  let source = Picture(x, height, width)
  let target = Picture(y, height / 2, width / 2)
  for channel in channels {
    for i in 0..<height / 2 {
      for j in 0..<width / 2 {
        combine(
          (source[channel, 2 * i, 2 * j], 0.25), (source[channel, 2 * i, 2 * j + 1], 0.25),
          (source[channel, 2 * i + 1, 2 * j], 0.25),
          (source[channel, 2 * i + 1, 2 * j + 1], 0.25), into: target[channel, i, j], columns,
          vectors)
      }
    }
  }
}

/// dx from dy by the adjoint of `averagePool`, for some channels; height and width are dx's.
public func averagePoolGradient(
  _ dy: Rows, into dx: Rows, height: Int, width: Int, columns: Int, channels: Range<Int>,
  vectors: VectorWidth = .native
) {
  let source = Picture(dy, height / 2, width / 2)
  let target = Picture(dx, height, width)
  for channel in channels {
    for i in 0..<height {
      for j in 0..<width {
        let to = target[channel, i, j]
        if i / 2 < height / 2, j / 2 < width / 2 {
          accumulate(source[channel, i / 2, j / 2], 0.25, into: to, true, columns, vectors)
        } else {
          to.update(repeating: 0, count: columns)
        }
      }
    }
  }
}

/// y[c, 2i + u, 2j + v] = x[4c + 2u + v, i, j] for some channels c of y; x [4 channels, height, width],
/// y [channels, 2 height, 2 width].
public func shufflePixels(
  _ x: Rows, into y: Rows, height: Int, width: Int, columns: Int, channels: Range<Int>
) {
  forShuffledPixels(x, y, height, width, channels) { $1.update(from: $0, count: columns) }
}

/// x from y by the inverse of `shufflePixels`, for some channels of y; height and width are x's.
public func unshufflePixels(
  _ y: Rows, into x: Rows, height: Int, width: Int, columns: Int, channels: Range<Int>
) {
  forShuffledPixels(x, y, height, width, channels) { $0.update(from: $1, count: columns) }
}

@inline(__always)
private func forShuffledPixels(
  _ x: Rows, _ y: Rows, _ height: Int, _ width: Int, _ channels: Range<Int>,
  _ body: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) -> Void
) {
  let small = Picture(x, height, width)
  let large = Picture(y, 2 * height, 2 * width)
  for channel in channels {
    for i in 0..<2 * height {
      for j in 0..<2 * width {
        body(small[4 * channel + i % 2 * 2 + j % 2, i / 2, j / 2], large[channel, i, j])
      }
    }
  }
}

/// Rows of samples, one a pixel.
private struct Picture {
  let rows: Rows
  let height: Int
  let width: Int

  init(_ rows: Rows, _ height: Int, _ width: Int) {
    self.rows = rows
    self.height = height
    self.width = width
  }

  @inline(__always)
  subscript(channel: Int, i: Int, j: Int) -> UnsafeMutablePointer<Float> {
    rows.start + ((channel * height + i) * width + j) * rows.stride
  }
}

/// The two pixels between which a pixel of the doubled picture lies, in one direction.
private struct Neighbours {
  let near: Int
  let far: Int
  let nearShare: Float = 0.75
  let farShare: Float = 0.25

  @inline(__always) init(of index: Int, _ size: Int) {
    near = index / 2
    far = min(max(index % 2 == 0 ? near - 1 : near + 1, 0), size - 1)
  }

  @inline(__always) func share(of pixel: Int) -> Float {
    (pixel == near ? nearShare : 0) + (pixel == far ? farShare : 0)
  }
}

private typealias Weighted = (x: UnsafeMutablePointer<Float>, share: Float)

/// y = the sum of four rows times their shares.
private func combine(
  _ p: Weighted, _ q: Weighted, _ r: Weighted, _ s: Weighted,
  into y: UnsafeMutablePointer<Float>, _ columns: Int, _ width: VectorWidth
) {
  switch width {
  case .sixteen: combine(p, q, r, s, y, columns, SIMD16<Float>.self)
  case .eight: combine(p, q, r, s, y, columns, SIMD8<Float>.self)
  case .four: combine(p, q, r, s, y, columns, SIMD4<Float>.self)
  }
}

@inline(__always)
private func combine<V: PanelVector>(
  _ p: Weighted, _ q: Weighted, _ r: Weighted, _ s: Weighted,
  _ y: UnsafeMutablePointer<Float>, _ columns: Int, _: V.Type
) {
  vectors(y, columns) { (column: Int) -> V in
    (V(at: p.x + column) * p.share).plus(V(at: q.x + column), times: V(repeating: q.share))
      .plus(V(at: r.x + column), times: V(repeating: r.share))
      .plus(V(at: s.x + column), times: V(repeating: s.share))
  }
}

/// y = x times its share, or that added to y.
private func accumulate(
  _ x: UnsafeMutablePointer<Float>, _ share: Float, into y: UnsafeMutablePointer<Float>,
  _ isFirst: Bool, _ columns: Int, _ width: VectorWidth
) {
  switch width {
  case .sixteen: accumulate(x, share, y, isFirst, columns, SIMD16<Float>.self)
  case .eight: accumulate(x, share, y, isFirst, columns, SIMD8<Float>.self)
  case .four: accumulate(x, share, y, isFirst, columns, SIMD4<Float>.self)
  }
}

@inline(__always)
private func accumulate<V: PanelVector>(
  _ x: UnsafeMutablePointer<Float>, _ share: Float, _ y: UnsafeMutablePointer<Float>,
  _ isFirst: Bool, _ columns: Int, _: V.Type
) {
  vectors(y, columns) { (column: Int) -> V in
    (isFirst ? V() : V(at: y + column)).plus(V(at: x + column), times: V(repeating: share))
  }
}

/// Writes the vectors of a row. Whole ones are read, even the last.
@inline(__always)
private func vectors<V: PanelVector>(
  _ y: UnsafeMutablePointer<Float>, _ columns: Int, _ value: (Int) -> V
) {
  var column = 0
  while column + V.scalarCount <= columns {
    value(column).store(to: y + column)
    column += V.scalarCount
  }
  if column < columns { value(column).storeFirst(columns - column, to: y + column) }
}
