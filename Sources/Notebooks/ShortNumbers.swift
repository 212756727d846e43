import Foundation
import GANScript

extension Expectation {
  /// The numbers with five digits each, as long as that leaves apart what is apart: `0.69315 < 2`.
  public var shortNumbers: String {
    let long = numbers.matches(of: /\d+\.\d+(?:e-?\d+)?/).map { String($0.output) }
    let pairs = Set(long).map { ($0, short($0)) }
    guard Set(pairs.map(\.1)).count == pairs.count else { return numbers }
    return numbers.replacing(/\d+\.\d+(?:e-?\d+)?/) { short(String($0.output)) }
  }

  private func short(_ number: String) -> String {
    guard number.count > 6, let value = Double(number) else { return number }
    return String(format: "%.5g", value)
  }
}
