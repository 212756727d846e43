import Networks

/// An order of samples in which every minibatch has as many of each kind, give or take one; as many
/// positions as there are samples, so that rare kinds come more than once and some of the others wait.
///
/// - Parameters:
///   - kinds: The kind of each sample.
///   - shuffle: A new order for the samples of a kind, of whom there are so many, each time all of
///     them have come; `nil` leaves them as they are.
func balancedOrder(_ kinds: [Int], shuffle: (_ count: Int) -> [Int]?) -> [Int] {
  var samples: [[Int]] = Array(repeating: [], count: (kinds.max() ?? -1) + 1)
  for (sample, kind) in kinds.enumerated() { samples[kind].append(sample) }
  samples.removeAll(where: \.isEmpty)
  var orders = samples
  return kinds.indices.map { position in
    let (round, kind) = position.quotientAndRemainder(dividingBy: samples.count)
    let index = round % samples[kind].count
    if index == 0, let order = shuffle(samples[kind].count) {
      orders[kind] = order.map { samples[kind][$0] }
    }
    return orders[kind][index]
  }
}

extension Network {
  /// Rows of given inputs, [rows, `givenCount`], as samples and their kinds, each row by row.
  func separated(_ rows: [Float]) -> (vectors: [Float], kinds: [Float]) {
    guard kinds > 0 else { return (rows, []) }
    var (vectors, kinds): ([Float], [Float]) = ([], [])
    for start in stride(from: 0, to: rows.count - rows.count % givenCount, by: givenCount) {
      vectors += rows[start..<start + sample.count]
      kinds += rows[start + sample.count..<start + givenCount]
    }
    return (vectors, kinds)
  }
}
