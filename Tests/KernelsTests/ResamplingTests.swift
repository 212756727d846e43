import Kernels
import Testing

/// Pictures made larger, smaller and shuffled, against what one element at a time gives.
struct ResamplingTests {
  private static let sizes = [(1, 1, 1), (3, 4, 5), (2, 5, 16), (4, 3, 33), (5, 6, 64)]

  @Test(arguments: VectorWidth.allCases, [Upsampling.nearest, .bilinear])
  func picturesAreDoubled(width: VectorWidth, kind: Upsampling) {
    for (h, w, columns) in Self.sizes {
      let x = block(2 * h * w, columns, 1)
      let y = Block(8 * h * w, columns)
      upsample(
        kind, x.block, into: y.block, height: h, width: w, columns: columns, channels: 0..<2,
        vectors: width)
      let (from, to) = (x.values, y.values)
      for i in to.indices {
        let (c, a, b, n) = indices(i, 2 * h, 2 * w, columns)
        // PyTorch's source coordinate is (i + 0.5) / 2 − 0.5, not below 0.
        let expected = sample(kind, from, c, a, b, n, h, w, columns)
        #expect(abs(to[i] - expected) < 1e-6)
      }
      #expect(y.isOutsideUntouched)

      let dy = block(8 * h * w, columns, 2)
      let dx = Block(2 * h * w, columns)
      upsampleGradient(
        kind, dy.block, into: dx.block, height: h, width: w, columns: columns, channels: 0..<2,
        vectors: width)
      expectAdjoint(x, y, dx, dy)
    }
  }

  private func sample(
    _ kind: Upsampling, _ x: [Float], _ c: Int, _ a: Int, _ b: Int, _ n: Int, _ h: Int, _ w: Int,
    _ columns: Int
  ) -> Float {
    func at(_ i: Int, _ j: Int) -> Float {
      x[((c * h + min(i, h - 1)) * w + min(j, w - 1)) * columns + n]
    }
    if kind == .nearest { return at(a / 2, b / 2) }
    let (p, q) = (max(0, (Float(a) + 0.5) / 2 - 0.5), max(0, (Float(b) + 0.5) / 2 - 0.5))
    let (i, j) = (Int(p), Int(q))
    let (u, v) = (p - Float(i), q - Float(j))
    let above = (1 - v) * at(i, j) + v * at(i, j + 1)
    let below = (1 - v) * at(i + 1, j) + v * at(i + 1, j + 1)
    return (1 - u) * above + u * below
  }

  @Test(arguments: VectorWidth.allCases) func meansAreOfFourPixels(width: VectorWidth) {
    for (h, w, columns) in Self.sizes where h > 1 {
      let x = block(2 * h * w, columns, 1)
      let y = Block(2 * (h / 2) * (w / 2), columns)
      averagePool(
        x.block, into: y.block, height: h, width: w, columns: columns, channels: 0..<2,
        vectors: width)
      let (from, to) = (x.values, y.values)
      for i in to.indices {
        let (c, a, b, n) = indices(i, h / 2, w / 2, columns)
        var sum: Float = 0
        for p in 0..<2 {
          for q in 0..<2 { sum += from[((c * h + 2 * a + p) * w + 2 * b + q) * columns + n] }
        }
        #expect(abs(to[i] - sum / 4) < 1e-6)
      }
      #expect(y.isOutsideUntouched)
      let dy = block(y.rows, columns, 2)
      let dx = Block(x.rows, columns)
      averagePoolGradient(
        dy.block, into: dx.block, height: h, width: w, columns: columns, channels: 0..<2,
        vectors: width)
      expectAdjoint(x, y, dx, dy)
    }
  }

  @Test func shufflingPutsChannelsSideBySideAndBack() {
    for (h, w, columns) in Self.sizes {
      let x = block(8 * h * w, columns, 1)
      let y = Block(8 * h * w, columns)
      shufflePixels(
        x.block, into: y.block, height: h, width: w, columns: columns, channels: 0..<2)
      let (from, to) = (x.values, y.values)
      for i in to.indices {
        let (c, a, b, n) = indices(i, 2 * h, 2 * w, columns)
        let channel = 4 * c + 2 * (a % 2) + b % 2
        #expect(to[i] == from[((channel * h + a / 2) * w + b / 2) * columns + n])
      }
      let back = Block(8 * h * w, columns)
      unshufflePixels(
        y.block, into: back.block, height: h, width: w, columns: columns, channels: 0..<2)
      #expect(back.values == from)
      #expect(y.isOutsideUntouched && back.isOutsideUntouched)
    }
  }

  private func block(_ rows: Int, _ columns: Int, _ seed: Int) -> Block {
    var source = Source(seed: seed)
    return Block(rows, columns, (0..<rows * columns).map { _ in source.uniform() })
  }

  private func indices(_ i: Int, _ h: Int, _ w: Int, _ columns: Int) -> (Int, Int, Int, Int) {
    (i / columns / w / h, i / columns / w % h, i / columns % w, i % columns)
  }

  private func expectAdjoint(_ x: Block, _ y: Block, _ dx: Block, _ dy: Block) {
    func dot(_ a: Block, _ b: Block) -> Double {
      zip(a.values, b.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    let scale = (dot(x, x) * dot(dx, dx)).squareRoot()
    #expect(abs(dot(x, dx) - dot(y, dy)) <= 1e-6 * scale)
    #expect(dx.isOutsideUntouched)
  }
}
