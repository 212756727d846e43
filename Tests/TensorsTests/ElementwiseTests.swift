import Foundation
import Tensors
import Testing

struct ElementwiseTests {
  /// Error in units of the last place of the right float, from the function in double.
  @Test(arguments: ["exponential", "tanh", "sigmoid"])
  func errorsAreWithinTwoUnitsOrSo(name: String) {
    let (function, low, high): (ElementwiseFunction, Double, Double) =
      switch name {
      case "exponential": (.exponential, -87, 88.7)
      case "tanh": (.tanh, -20, 20)
      default: (.sigmoid, -80, 40)
      }
    let exact = { (x: Double) in
      switch name {
      case "exponential": exp(x)
      case "tanh": tanh(x)
      default: 1 / (1 + exp(-x))
      }
    }
    let x = Tensor(rows: 1, columns: 400_003)
    var stream = RandomStream(seed: 1, .drawing)
    x.values = (0..<x.count).map { i in
      // Half of them spread evenly, half near zero.
      let u = stream.uniformDouble()
      return Float(
        i % 2 == 0 ? low + (high - low) * u : (u - 0.5) * exp(-20 * stream.uniformDouble()))
    }
    let y = Tensor(rows: 1, columns: x.count)
    apply(function, to: x, into: y, on: WorkerPool(threads: 1))
    var worst = 0.0
    for (x, y) in zip(x.values, y.values) {
      let right = exact(Double(x))
      worst = max(worst, abs(Double(y) - right) / Double(Float(right).ulp))
    }
    #expect(worst <= 2.1)
  }

  @Test func limitsAreThoseOfTheArticlesFramework() {
    #expect(value(.sigmoid, 17.3) == 0.999_999_94)
    #expect(value(.sigmoid, 17.4) == 1)
    #expect(value(.sigmoid, -89) == 0)
    #expect(value(.tanh, 50) == 1 && value(.tanh, -50) == -1)
    #expect(value(.exponential, 89) == .infinity && value(.exponential, -100) == 0)
    for function in [
      ElementwiseFunction.tanh, .sigmoid, .exponential, .relu, .leakyRelu(slope: 0.2),
    ] {
      #expect(value(function, .nan).isNaN)
    }
    #expect(value(.relu, -3) == 0 && value(.leakyRelu(slope: 0.2), -3) == -0.6)
  }

  @Test func derivativesAtZero() {
    #expect(derivative(.relu, atValue: 0) == 0)
    #expect(derivative(.leakyRelu(slope: 0.2), atValue: 0) == 0.2)
  }

  private func value(_ function: ElementwiseFunction, _ x: Float) -> Float {
    let tensor = Tensor(rows: 1, columns: 1)
    tensor[0, 0] = x
    apply(function, to: tensor, into: tensor, on: WorkerPool(threads: 1))
    return tensor[0, 0]
  }

  private func derivative(_ derivative: ElementwiseDerivative, atValue y: Float) -> Float {
    let value = Tensor(rows: 1, columns: 1)
    let gradient = Tensor(rows: 1, columns: 1)
    value[0, 0] = y
    gradient[0, 0] = 1
    applyDerivative(derivative, of: value, to: gradient, into: gradient, on: WorkerPool(threads: 1))
    return gradient[0, 0]
  }
}
