import Foundation
import Kernels
import Testing

/// The functions of every width against double precision, over all exponents.
struct FunctionTests {
  struct Accuracy: Sendable {
    var name: String
    var function: ElementwiseFunction
    var range: ClosedRange<Double>
    /// The bound in units of the last place.
    var bound: Double
    var exact: @Sendable (Double) -> Double
  }

  static let accuracies = [
    Accuracy(name: "exp", function: .exponential, range: -87.3...88.7, bound: 2) { exp($0) },
    Accuracy(name: "tanh", function: .tanh, range: -30...30, bound: 2) { tanh($0) },
    Accuracy(name: "sigmoid", function: .sigmoid, range: -80...40, bound: 2.2) {
      1 / (1 + exp(-$0))
    },
    Accuracy(name: "erf", function: .errorFunction, range: -6...6, bound: 2) { erf($0) },
    Accuracy(name: "elu", function: .elu(alpha: 1), range: -100...10, bound: 2) {
      $0 > 0 ? $0 : expm1($0)
    },
  ]

  @Test(arguments: accuracies, VectorWidth.allCases)
  func errorsAreWithinTheirBounds(accuracy: Accuracy, width: VectorWidth) {
    let inputs = Self.inputs(accuracy.range)
    var worst = (error: 0.0, at: Float(0))
    for (x, y) in zip(inputs, values(accuracy.function, inputs, width)) {
      let right = accuracy.exact(Double(x))
      let error = abs(Double(y) - right) / Double(max(abs(Float(right)), 1.2e-38).ulp)
      if !(error <= worst.error) { worst = (error, x) }
    }
    #expect(worst.error <= accuracy.bound, "\(accuracy.name) at \(worst.at): \(worst.error)")
  }

  @Test(arguments: VectorWidth.allCases) func limitsAreExact(width: VectorWidth) {
    let inputs: [Float] = [-.infinity, .infinity, 0, -0.0, .nan]
    let expected: [(ElementwiseFunction, [Float])] = [
      (.exponential, [0, .infinity, 1, 1]), (.tanh, [-1, 1, 0, 0]), (.sigmoid, [0, 1, 0.5, 0.5]),
      (.errorFunction, [-1, 1, 0, 0]), (.elu(alpha: 2), [-2, .infinity, 0, 0]),
      (.relu, [0, .infinity, 0, 0]), (.leakyRelu(slope: 0.5), [-.infinity, .infinity, 0, 0]),
    ]
    for (function, results) in expected {
      let values = values(function, inputs, width)
      #expect(Array(values.prefix(4)) == results, "\(function)")
      #expect(values[4].isNaN, "\(function)")
    }
  }

  /// GELU as its formula has it, with its derivative.
  @Test(arguments: VectorWidth.allCases) func geluIsItsFormula(width: VectorWidth) {
    let inputs = Self.inputs(-12...12)
    let share = { (x: Double) in 0.5 * (1 + erf(x * 0.5.squareRoot())) }
    let wrong = zip(inputs, values(.gelu, inputs, width)).first { x, y in
      let x = Double(x)
      return !(abs(Double(y) - x * share(x)) <= 3e-7 * max(abs(x), 1e-30))
    }
    #expect(wrong == nil)
    var derivatives = [Float](repeating: 1, count: inputs.count)
    var points = inputs
    multiplyDerivatives(.gelu, &points, &derivatives, count: inputs.count, width)
    let wrongDerivative = zip(inputs, derivatives).first { x, derivative in
      let x = Double(x)
      let right = share(x) + x * exp(-0.5 * x * x) / (2 * Double.pi).squareRoot()
      return !(abs(Double(derivative) - right) <= 4e-7)
    }
    #expect(wrongDerivative == nil)
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

  private func multiplyDerivatives(
    _ derivative: ElementwiseDerivative, _ y: UnsafeMutablePointer<Float>,
    _ dy: UnsafeMutablePointer<Float>, count: Int, _ width: VectorWidth
  ) {
    let dy = Rows(start: dy, stride: 0)
    applyDerivative(
      derivative, of: Rows(start: y, stride: 0), to: dy, into: dy, rows: 0..<1, columns: count,
      width: width)
  }
}
