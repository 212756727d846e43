import Foundation
import Tensors

/// Cross entropy of logits with one kind each: the loss of a network that tells kinds apart.
///
/// Of a sample with logits l and kind k the loss is log Σ exp(l) − l[k]; its derivative by l is
/// softmax(l) − onehot(k). Sums in float64, from the largest logit, so that none overflows.
public enum SoftmaxCrossEntropy {
  /// The mean loss of logits, [kinds, batch], and its gradient by them, of the same shape.
  public static func loss(_ logits: Tensor, kinds: [Int], gradient: Tensor) -> Double {
    let count = Double(logits.columns)
    var total = 0.0
    for (column, kind) in kinds.enumerated() {
      let values = (0..<logits.rows).map { Double(logits[$0, column]) }
      let largest = values.max() ?? 0
      let powers = values.map { exp($0 - largest) }
      let sum = powers.reduce(0, +)
      total += log(sum) + largest - values[kind]
      for (row, power) in powers.enumerated() {
        gradient[row, column] = Float((power / sum - (row == kind ? 1 : 0)) / count)
      }
    }
    return total / count
  }
}
