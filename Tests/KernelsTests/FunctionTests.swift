import Foundation
import Kernels
import Testing

/// The functions of every width against double precision, over all exponents.
struct FunctionTests {
  struct Claim: Sendable {
    var name: String
    var function: ElementwiseFunction
    var range: ClosedRange<Double>
    /// The bound in units of the last place.
    var bound: Double
    var exact: @Sendable (Double) -> Double
  }

  /// Each function once: one that is not in the chain does not compile.
  static let functions = chain(from: ElementwiseFunction.relu) { function in
    switch function {
    case .relu: .leakyRelu(slope: 0.5)
    case .leakyRelu: .tanh
    case .tanh: .sigmoid
    case .sigmoid: .exponential
    case .exponential: .elu(alpha: 1)
    case .elu(let alpha): alpha == 1 ? .elu(alpha: 2) : .gelu
    case .gelu: .errorFunction
    case .errorFunction: nil
    }
  }

  static let claims = functions.compactMap(claim)

  /// What a function must be; `nil` for GELU, which is small where the error of its parts is not.
  static func claim(_ function: ElementwiseFunction) -> Claim? {
    func claim(
      _ name: String, _ range: ClosedRange<Double>, _ bound: Double,
      _ exact: @escaping @Sendable (Double) -> Double
    ) -> Claim { Claim(name: name, function: function, range: range, bound: bound, exact: exact) }
    return switch function {
    case .relu: claim("relu", -100...100, 0) { max($0, 0) }
    case .leakyRelu(let slope):
      claim("leakyrelu", -100...100, 0.5) { $0 > 0 ? $0 : Double(slope) * $0 }
    case .tanh: claim("tanh", -30...30, 2) { Foundation.tanh($0) }
    case .sigmoid: claim("sigmoid", -80...40, 2.2) { 1 / (1 + exp(-$0)) }
    case .exponential: claim("exp", -87.3...88.7, 2) { exp($0) }
    case .elu(let alpha):
      claim("elu", -100...10, 2) { $0 > 0 ? $0 : Double(alpha) * expm1($0) }
    case .gelu: nil
    case .errorFunction: claim("erf", -6...6, 2) { erf($0) }
    }
  }

  @Test(arguments: claims, VectorWidth.allCases)
  func errorsAreWithinTheirBounds(claim: Claim, width: VectorWidth) {
    let inputs = Self.inputs(claim.range)
    var worst = (error: 0.0, at: Float(0))
    for (x, y) in zip(inputs, values(claim.function, inputs, width)) {
      let right = claim.exact(Double(x))
      let error = abs(Double(y) - right) / Double(max(abs(Float(right)), 1.2e-38).ulp)
      if !(error <= worst.error) { worst = (error, x) }
    }
    #expect(worst.error <= claim.bound, "\(claim.name) at \(worst.at): \(worst.error)")
  }

  /// At -infinity, infinity, 0 and -0; `nil` where a limit is not reached.
  private static func limits(_ function: ElementwiseFunction) -> [Float]? {
    switch function {
    case .relu: [0, .infinity, 0, 0]
    case .leakyRelu: [-.infinity, .infinity, 0, 0]
    case .tanh, .errorFunction: [-1, 1, 0, 0]
    case .sigmoid: [0, 1, 0.5, 0.5]
    case .exponential: [0, .infinity, 1, 1]
    case .elu(let alpha): [-alpha, .infinity, 0, 0]
    case .gelu: nil
    }
  }

  @Test(arguments: VectorWidth.allCases) func limitsAreExact(width: VectorWidth) {
    let inputs: [Float] = [-.infinity, .infinity, 0, -0.0, .nan]
    for function in Self.functions {
      let values = values(function, inputs, width)
      if let limits = Self.limits(function) {
        #expect(Array(values.prefix(4)) == limits, "\(function)")
      }
      #expect(values[4].isNaN, "\(function)")
    }
  }

  /// Each derivative once, as `functions` has the functions.
  static let derivatives = chain(from: ElementwiseDerivative.relu) { derivative in
    switch derivative {
    case .relu: .leakyRelu(slope: 0.25)
    case .leakyRelu: .tanh
    case .tanh: .sigmoid
    case .sigmoid: .elu(alpha: 2)
    case .elu: .gelu
    case .gelu: nil
    }
  }

  /// The derivative from the function's value, but for GELU's, which is held to its formula below.
  private static func exact(_ derivative: ElementwiseDerivative, _ y: Double) -> Double? {
    switch derivative {
    case .relu: y > 0 ? 1 : 0
    case .leakyRelu(let slope): y > 0 ? 1 : Double(slope)
    case .tanh: 1 - y * y
    case .sigmoid: y * (1 - y)
    case .elu(let alpha): y > 0 ? 1 : y + Double(alpha)
    case .gelu: nil
    }
  }

  @Test(arguments: VectorWidth.allCases) func derivativesAreTheirFormulas(width: VectorWidth) {
    let values: [Float] = (0..<37).map { Float($0) / 18 - 1 }
    for derivative in Self.derivatives {
      var points = values
      var gradients = values.map { 3 - $0 }
      multiplySlopes(derivative, &points, &gradients, count: values.count, width)
      for (y, given) in zip(values, gradients) {
        guard let exact = Self.exact(derivative, Double(y)) else { continue }
        #expect(abs(Double(given) - exact * Double(3 - y)) < 1e-6, "\(derivative) at \(y)")
      }
    }
  }

  /// GELU as its formula has it, with its slope.
  @Test(arguments: VectorWidth.allCases) func geluIsItsFormula(width: VectorWidth) {
    let inputs = Self.inputs(-12...12)
    let share = { (x: Double) in 0.5 * (1 + erf(x * 0.5.squareRoot())) }
    let wrong = zip(inputs, values(.gelu, inputs, width)).first { x, y in
      let x = Double(x)
      return !(abs(Double(y) - x * share(x)) <= 3e-7 * max(abs(x), 1e-30))
    }
    #expect(wrong == nil)
    var slopes = [Float](repeating: 1, count: inputs.count)
    var points = inputs
    multiplySlopes(.gelu, &points, &slopes, count: inputs.count, width)
    let wrongSlope = zip(inputs, slopes).first { x, slope in
      let x = Double(x)
      let right = share(x) + x * exp(-0.5 * x * x) / (2 * Double.pi).squareRoot()
      return !(abs(Double(slope) - right) <= 4e-7)
    }
    #expect(wrongSlope == nil)
  }

  /// Every exponent from 2^-126 on, both signs, and the range evenly.
  private static func inputs(_ range: ClosedRange<Double>) -> [Float] {
    var source = Source(seed: 7)
    let even = (0..<30_000).map { _ in
      Float(
        range.lowerBound + (range.upperBound - range.lowerBound) * Double(source.uniform() + 1) / 2)
    }
    let scaled = (-126...7).flatMap { exponent in
      (0..<100).map { _ in
        source.uniform() * Float(sign: .plus, exponent: exponent, significand: 1)
      }
    }
    return even + scaled.filter { range.contains(Double($0)) }
  }

  private func values(_ function: ElementwiseFunction, _ x: [Float], _ width: VectorWidth)
    -> [Float]
  {
    var y = x
    applyInPlace(function, &y, count: y.count, width)
    return y
  }

  private func applyInPlace(
    _ function: ElementwiseFunction, _ x: UnsafeMutablePointer<Float>, count: Int,
    _ width: VectorWidth
  ) {
    let block = Rows(start: x, stride: 0)
    apply(function, to: block, into: block, rows: 0..<1, columns: count, width: width)
  }

  private func multiplySlopes(
    _ slope: ElementwiseDerivative, _ y: UnsafeMutablePointer<Float>,
    _ dy: UnsafeMutablePointer<Float>, count: Int, _ width: VectorWidth
  ) {
    let dy = Rows(start: dy, stride: 0)
    applyDerivative(
      slope, of: Rows(start: y, stride: 0), to: dy, into: dy, rows: 0..<1, columns: count,
      width: width)
  }
}

/// Things of a sort, from the first to the one behind which there is none.
func chain<Element>(from first: Element, _ next: (Element) -> Element?) -> [Element] {
  var all = [first]
  while let last = all.last, let following = next(last) { all.append(following) }
  return all
}
