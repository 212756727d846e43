import Tensors
import Vocabulary

/// Dropout: in training, each number becomes 0 with probability p, and the rest grow by 1 / (1 − p).
struct Dropout: Layer {
  static let kind = LayerKind(
    modifier: Term(
      "dropout", "in training sets a share of the numbers to 0: dropout(0.3)",
      discussion: """
        What stays is divided by 1 - share, so that sums keep their size; when pictures are drawn \
        nothing is dropped. Srivastava et al. 2014.
        """,
      parameters: [
        Parameter(
          "share", .number(0...0.99), "share of the numbers dropped", position: .positional,
          default: "0.5")
      ])
  ) { input, arguments in Dropout(input: input, share: arguments.number("share")) }

  var input: Shape
  /// As it was written; the comparison is with its float.
  var share: Double

  var output: Shape { input }
  var summary: String { "dropout(\(shortest(share)))" }
  var overwritesGradient: Bool { true }

  /// The mask: 0 or 1 / (1 − share), [features, batch].
  var onnx: ONNXForm? { .identity }

  func memory(batch: Int, backward: Bool) -> [TensorShape] { [TensorShape(input.count, batch)] }

  func forward(_ x: Tensor, into y: Tensor, _ pass: LayerPass) {
    guard case .training(let position) = pass.phase else { return y.copy(from: x) }
    let mask = pass.memory[0]
    let stream = RandomStream(
      seed: position.seed, .dropout, index: position.step,
      subindex: position.pass << 16 | pass.index)
    if let share = position.share {
      // The masks of the whole batch, so that a sample has the same one in however many processes.
      let whole = Tensor(rows: mask.rows, columns: mask.columns * share.collective.count)
      stream.fillMask(whole, share: Float(self.share), on: pass.workers)
      share.copyOwnColumns(of: whole, into: mask)
    } else {
      stream.fillMask(mask, share: Float(share), on: pass.workers)
    }
    multiplyElements(x, mask, into: y, on: pass.workers)
  }

  func backward(
    _ dy: Tensor, x: Tensor, y: Tensor, into dx: Tensor?, gradients: ParameterGradients,
    _ pass: LayerPass
  ) {
    guard case .training = pass.phase else {
      if let dx, dx !== dy { dx.copy(from: dy) }
      return
    }
    multiplyElements(dy, pass.memory[0], into: dx ?? dy, on: pass.workers)
  }
}
