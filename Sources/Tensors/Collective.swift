/// Several processes (in tests, threads) that compute one thing together.
///
/// All make the same calls in the same order. Sums are taken in the order of their numbers, whatever the
/// network between them does: the same processes give the same bits each time, and each the same as the
/// others.
public protocol Collective: Sendable {
  /// This one's number, from 0.
  var number: Int { get }
  /// How many there are.
  var count: Int { get }
  /// The numbers of each, one process after the other; all give equally many.
  func gather(_ numbers: [Double]) -> [Double]
  /// Each number becomes the mean of what it is in all of them.
  func average(_ numbers: UnsafeMutableBufferPointer<Float>)
}

extension Collective {
  /// Sums over all of them, each in float64 in the order of their numbers.
  public func sum(_ numbers: [Double]) -> [Double] {
    let all = gather(numbers)
    return numbers.indices.map { index in
      (0..<count).reduce(0) { $0 + all[$1 * numbers.count + index] }
    }
  }

  /// Means over all of them.
  public func mean(_ numbers: [Double]) -> [Double] { sum(numbers).map { $0 / Double(count) } }

  /// Each number of some tensors, which must own their memory, becomes the mean of what it is in all of
  /// them. Small tensors go together: a message of its own would take longer than their numbers do.
  public func average(_ tensors: [Tensor]) {
    let spans = tensors.map { tensor in
      // What lies between two rows is averaged too: a call for each row would cost more.
      UnsafeMutableBufferPointer(
        start: tensor.start, count: (tensor.rows - 1) * tensor.stride + tensor.columns)
    }
    for span in spans where span.count >= 1 << 16 { average(span) }
    let small = spans.filter { $0.count < 1 << 16 }
    guard !small.isEmpty else { return }
    let packed = UnsafeMutableBufferPointer<Float>.allocate(
      capacity: small.reduce(0) { $0 + $1.count })
    defer { packed.deallocate() }
    var end = 0
    for span in small {
      _ = packed[end..<end + span.count].update(fromContentsOf: span)
      end += span.count
    }
    average(packed)
    end = 0
    for span in small {
      _ = span.update(fromContentsOf: packed[end..<end + span.count])
      end += span.count
    }
  }
}

/// The part of a minibatch that one of several processes has: equal parts, in the order of their numbers.
public struct BatchShare: Sendable, Equatable {
  /// The processes.
  public let collective: any Collective
  /// How many samples are here.
  public let count: Int

  /// A minibatch's part for each of them; it must divide.
  public init(_ collective: any Collective, of batch: Int) {
    precondition(batch.isMultiple(of: collective.count))
    self.collective = collective
    count = batch / collective.count
  }

  /// Samples in the whole minibatch.
  public var whole: Int { count * collective.count }
  /// Of the minibatch's samples those that are here.
  public var samples: Range<Int> {
    collective.number * count..<(collective.number + 1) * count
  }

  /// Copies the columns of the samples that are here from a tensor of the whole minibatch; one of real
  /// and generated samples has them twice.
  public func copyOwnColumns(of all: Tensor, into own: Tensor) {
    for part in 0..<own.columns / count {
      let first = part * whole + samples.lowerBound
      own.columns(part * count..<(part + 1) * count).copy(
        from: all.columns(first..<first + count))
    }
  }

  /// The same part of as large a minibatch among as many processes.
  public static func == (left: BatchShare, right: BatchShare) -> Bool {
    left.count == right.count && left.samples == right.samples
      && left.collective.count == right.collective.count
  }
}
