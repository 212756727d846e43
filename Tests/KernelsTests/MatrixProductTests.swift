import Kernels
import Testing

/// The tiles of every width against the plain form: three loops, in float64.
struct MatrixProductTests {
  static let shapes: [Shape] = {
    var source = Source(seed: 1)
    let random = (0..<24).map { _ in
      Shape(
        rows: source.below(300) + 1, columns: source.below(300) + 1, depth: source.below(300) + 1)
    }
    return random + [
      Shape(rows: 1, columns: 1, depth: 1), Shape(rows: 6, columns: 16, depth: 16),
      Shape(rows: 8, columns: 32, depth: 256), Shape(rows: 13, columns: 129, depth: 257),
      Shape(rows: 5, columns: 7, depth: 0), Shape(rows: 300, columns: 300, depth: 300),
    ]
  }()

  @Test(arguments: VectorWidth.allCases, [Form.plain, .biased, .added])
  func productsMatchThePlainForm(width: VectorWidth, form: Form) {
    for (place, shape) in Self.shapes.enumerated() {
      for isTransposed in [false, true] {
        let problem = Problem(shape, form, isTransposed: isTransposed, seed: place)
        let result = problem.result(width: width)
        let bound = 1.2e-7 * Double(min(shape.depth, 256) + 16)
        let worst = zip(result, problem.plain).map { abs(Double($0) - $1) }.max() ?? 0
        #expect(worst <= bound, "\(shape) transposed \(isTransposed)")
      }
    }
  }

  /// Doubles give the float that is nearest to the exact sum, at every width.
  @Test(arguments: VectorWidth.allCases, [Form.plain, .biased, .added])
  func doubleSumsAreRoundedOnce(width: VectorWidth, form: Form) {
    for (place, shape) in Self.shapes.enumerated() {
      let problem = Problem(shape, form, isTransposed: place % 2 == 0, seed: place)
      for (value, exact) in zip(problem.result(width: width, precision: .double), problem.plain) {
        #expect(abs(Double(value) - exact) <= Double(Float(exact).ulp) * 0.500_001 + 1e-13)
      }
    }
  }

  /// Infinities, NaN and denormals go where the plain form puts them, and nowhere else. No number is
  /// so large that a sum could overflow on its way.
  @Test(arguments: VectorWidth.allCases, [Form.plain, .biased, .added])
  func numbersThatAreNotOrdinaryBehave(width: VectorWidth, form: Form) {
    let special: [Float] = [.nan, .infinity, -.infinity, 1e-42, -3e-41, 1e18, 0]
    var infinities = 0
    for (place, shape) in Self.shapes.enumerated().filter({ $0.offset % 3 == 0 }) {
      var problem = Problem(shape, form, isTransposed: place % 2 == 0, seed: place)
      var source = Source(seed: place)
      for _ in 0..<4 where shape.depth > 0 {
        problem.a[source.below(problem.a.count)] = special[source.below(special.count)]
        problem.b[source.below(problem.b.count)] = special[source.below(special.count)]
      }
      let sizes = zip(problem.plain, problem.sizes)
      for (value, (expected, size)) in zip(problem.result(width: width), sizes) {
        if expected.isFinite {
          #expect(abs(Double(value) - expected) <= 1e-4 * size + 1e-44)
        } else {
          #expect(expected.isNaN ? value.isNaN : Double(value) == expected)
          infinities += expected.isNaN ? 0 : 1
        }
      }
    }
    #expect(infinities > 100)
  }

  @Test(arguments: VectorWidth.allCases) func denormalsAreNotLost(width: VectorWidth) {
    var problem = Problem(
      Shape(rows: 7, columns: 9, depth: 1), .plain, isTransposed: false, seed: 1)
    problem.a = problem.a.map { _ in 0.5 }
    problem.b = problem.b.map { _ in 3e-41 }
    #expect(problem.result(width: width).allSatisfy { $0 == 1.5e-41 })
  }

  @Test(arguments: VectorWidth.allCases)
  func anyRowsGiveTheSameBytes(width: VectorWidth) {
    let problem = Problem(
      Shape(rows: 61, columns: 45, depth: 530), .added, isTransposed: false, seed: 3)
    let whole = problem.result(width: width).map(\.bitPattern)
    for cut in [1, 6, 8, 30, 59] {
      #expect(problem.result(width: width, parts: [0..<cut, cut..<61]).map(\.bitPattern) == whole)
    }
  }
}

struct Shape: Sendable {
  var rows: Int
  var columns: Int
  var depth: Int
}

/// What becomes of a product.
enum Form: Sendable { case plain, biased, added }

/// One product with its numbers.
private struct Problem {
  var shape: Shape
  var form: Form
  var isTransposed: Bool
  var a: [Float]
  var b: [Float]
  var c: [Float]
  var bias: [Float]

  init(_ shape: Shape, _ form: Form, isTransposed: Bool, seed: Int) {
    var source = Source(seed: seed)
    self.shape = shape
    self.form = form
    self.isTransposed = isTransposed
    a = (0..<max(shape.rows * shape.depth, 1)).map { _ in source.uniform() }
    b = (0..<max(shape.depth * shape.columns, 1)).map { _ in source.uniform() }
    c = (0..<shape.rows * shape.columns).map { _ in source.uniform() }
    bias = (0..<shape.rows).map { _ in source.uniform() }
  }

  private func element(_ row: Int, _ k: Int) -> Float {
    isTransposed ? a[k * shape.rows + row] : a[row * shape.depth + k]
  }

  var plain: [Double] { sums { $0 } }

  /// The same of absolute values: what errors of rounding are in proportion to.
  var sizes: [Double] { sums(abs) }

  private func sums(_ value: (Double) -> Double) -> [Double] {
    (0..<shape.rows).flatMap { row in
      (0..<shape.columns).map { column in
        let sum = (0..<shape.depth).reduce(0.0) {
          $0 + value(Double(element(row, $1)) * Double(b[$1 * shape.columns + column]))
        }
        return switch form {
        case .plain: sum
        case .biased: sum + value(Double(bias[row]))
        case .added: value(Double(c[row * shape.columns + column])) + value(-0.5) * sum
        }
      }
    }
  }

  func result(
    width: VectorWidth, parts: [Range<Int>]? = nil,
    precision: MatrixProduct.Precision = .single
  ) -> [Float] {
    var result = c
    let padded = b + [Float](repeating: .nan, count: 16)
    compute(a, padded, bias, &result, parts ?? [0..<shape.rows], width, precision)
    return result
  }

  private func compute(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ bias: UnsafePointer<Float>,
    _ c: UnsafeMutablePointer<Float>, _ parts: [Range<Int>], _ width: VectorWidth,
    _ precision: MatrixProduct.Precision
  ) {
    let product = MatrixProduct(
      a: a, aStride: isTransposed ? shape.rows : shape.depth, isTransposed: isTransposed, b: b,
      bStride: shape.columns, c: c,
      cStride: shape.columns, rows: shape.rows, columns: shape.columns, depth: shape.depth,
      bias: form == .biased ? bias : nil, accumulates: form == .added, scale: -0.5,
      precision: precision)
    for part in parts { product.compute(rows: part, width: width) }
  }
}

/// Random numbers: Steele, Lea and Flood's SplitMix64 (2014).
struct Source {
  private var state: UInt64

  init(seed: Int) { state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
  mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-23 - 1 }
}
