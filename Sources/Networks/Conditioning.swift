import Tensors

/// Kinds beside samples: the condition of a conditional network.
///
/// A kind is one-hot numbers after a plain number of features, as `torch.cat((x, onehot), 1)` has
/// them, and constant planes after the channels of a picture. Mirza and Osindero 2014, arXiv
/// 1411.1784.
extension Network {
  /// The shape of a sample that goes in, without its kind.
  public var sample: Shape { input.without(kinds: kinds) }

  /// Numbers of a sample that is given with its kind: its own, then its kind as one-hot numbers.
  public var givenCount: Int { sample.count + kinds }

  /// The rows of an input, [features, batch], that hold samples without their kinds.
  public func samples(in input: Tensor) -> Tensor {
    kinds > 0 ? input.rows(0..<sample.count) : input
  }

  /// Puts kinds, [kinds, batch], beside the samples of an input, [features, batch].
  public func putKinds(_ kinds: Tensor, into input: Tensor) {
    repeatRows(kinds, times: sample.area, into: input.rows(sample.count..<input.rows))
  }

  /// Sets the rows of an input's gradient to 0 that belong to kinds.
  public func clearKinds(in gradient: Tensor) {
    if kinds > 0 { gradient.rows(sample.count..<gradient.rows).fill(0) }
  }

  /// Kinds for so many samples, each in turn; none if the network is not conditional.
  public func kindsInTurn(_ count: Int) -> [Int] {
    kinds > 0 ? (0..<count).map { $0 % kinds } : []
  }
}

extension Tensor {
  /// Each column becomes one-hot: 1 in the row of its kind, 0 elsewhere.
  public func setOneHot(_ kinds: [Int]) {
    fill(0)
    for (column, kind) in kinds.enumerated() { self[kind, column] = 1 }
  }
}

extension Shape {
  /// This shape with a number, or a plane, for each kind after its channels.
  func with(kinds: Int) -> Shape { changed(channels: channels + kinds) }

  fileprivate func without(kinds: Int) -> Shape { changed(channels: channels - kinds) }

  private func changed(channels: Int) -> Shape {
    isPicture ? Shape(channels: channels, height: height, width: width) : Shape(channels)
  }
}
