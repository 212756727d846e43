import Tensors

/// Points of a space, [count, dimensions] row by row.
public struct Points: Sendable, Equatable {
  /// How many.
  public let count: Int
  /// Numbers of each.
  public let dimensions: Int
  /// All numbers.
  public let values: [Double]

  /// Points of so many dimensions.
  public init(_ values: [Double], dimensions: Int) {
    precondition(dimensions > 0 && values.count % dimensions == 0)
    self.values = values
    self.dimensions = dimensions
    count = values.count / dimensions
  }

  /// One point.
  public subscript(_ index: Int) -> ArraySlice<Double> {
    values[index * dimensions..<(index + 1) * dimensions]
  }

  /// Some of the points, in the order of their numbers.
  public func select(_ indices: [Int]) -> Points {
    Points(indices.flatMap { Array(self[$0]) }, dimensions: dimensions)
  }

  /// These points followed by others.
  public func appending(_ others: Points) -> Points {
    Points(values + others.values, dimensions: dimensions)
  }

  /// The points drawn towards the sphere on which the mean square of coordinates is 1: x / √(m + 0.1)
  /// with x's own mean square m. A direction counts, not how far out a point lies.
  public var drawnToSphere: Points {
    var drawn = values
    for row in 0..<count {
      let range = row * dimensions..<(row + 1) * dimensions
      let square = values[range].reduce(0) { $0 + $1 * $1 } / Double(dimensions)
      let scale = 1 / (square + 0.1).squareRoot()
      for index in range { drawn[index] *= scale }
    }
    return Points(drawn, dimensions: dimensions)
  }

  /// The mean of each coordinate.
  public var mean: [Double] {
    var mean = [Double](repeating: 0, count: dimensions)
    for row in 0..<count {
      for column in 0..<dimensions { mean[column] += values[row * dimensions + column] }
    }
    return mean.map { $0 / Double(count) }
  }

  /// The covariance matrix with divisor count − 1, [dimensions, dimensions] row by row.
  public var covariance: [Double] {
    let center = mean
    var sums = [Double](repeating: 0, count: dimensions * dimensions)
    var offset = [Double](repeating: 0, count: dimensions)
    for row in 0..<count {
      for i in 0..<dimensions { offset[i] = values[row * dimensions + i] - center[i] }
      for i in 0..<dimensions {
        for j in 0...i { sums[i * dimensions + j] += offset[i] * offset[j] }
      }
    }
    for i in 0..<dimensions {
      for j in 0...i {
        sums[i * dimensions + j] /= Double(count - 1)
        sums[j * dimensions + i] = sums[i * dimensions + j]
      }
    }
    return sums
  }
}

/// Distances between two sets of points, [rows, columns].
public struct DistanceTable: Sendable {
  /// Points of the first set.
  public let rows: Int
  /// Points of the second.
  public let columns: Int
  private let values: [Double]

  /// Euclidean distances of each point of `a` to each of `b`.
  ///
  /// Complexity: rows · columns · dimensions.
  public init(_ a: Points, _ b: Points) {
    precondition(a.dimensions == b.dimensions)
    let values = DistanceTable.distances(a, 0..<a.count, ProjectablePoints(b))
    self.init(values: values, rows: a.count, columns: b.count)
  }

  /// The same on all threads.
  init(_ a: Points, _ b: Points, on workers: WorkerPool) {
    precondition(a.dimensions == b.dimensions)
    let others = ProjectablePoints(b)
    let parts = workers.map((a.count + 15) / 16) { part in
      DistanceTable.distances(a, 16 * part..<min(16 * part + 16, a.count), others)
    }
    self.init(values: parts.flatMap(\.self), rows: a.count, columns: b.count)
  }

  private static func distances(
    _ points: Points, _ rows: Range<Int>, _ others: ProjectablePoints
  ) -> [Double] {
    rows.flatMap { others.squaredDistances(from: points[$0]).map { $0.squareRoot() } }
  }

  /// The distance of two points.
  public subscript(_ row: Int, _ column: Int) -> Double { values[row * columns + column] }

  /// The distances of a point of the first set.
  public subscript(row row: Int) -> ArraySlice<Double> {
    values[row * columns..<(row + 1) * columns]
  }

  /// The nearest point of the second set, the first of equals; `excluding` is passed over.
  public func nearest(to row: Int, excluding: Int? = nil) -> Int? {
    var best: Int?
    var distance = Double.infinity
    for column in 0..<columns where column != excluding {
      if self[row, column] < distance {
        distance = self[row, column]
        best = column
      }
    }
    return best
  }

  /// Of points and themselves: for each the first one that is no farther away than rounding takes it.
  func representatives(tolerance: Double) -> [Int] {
    precondition(rows == columns)
    var first: [Int] = []
    var different: [Int] = []
    for row in 0..<rows {
      let known = different.first { self[row, $0] <= tolerance }
      if known == nil { different.append(row) }
      first.append(known ?? row)
    }
    return first
  }

  /// Of points and themselves: each one's distance to its k-th nearest other point, of those that are the
  /// same each counted once if it is told which are; to the farthest where there are fewer, infinite where
  /// there is none.
  func radii(neighbour k: Int, representatives: [Int]? = nil) -> [Double] {
    let representatives = representatives ?? Array(0..<rows)
    precondition(rows == columns && rows == representatives.count && k > 0)
    let different = representatives.indices.filter { representatives[$0] == $0 }
    return (0..<rows).map { row in
      var nearest = [Double](repeating: .infinity, count: k)
      for column in different where column != representatives[row] {
        var distance = self[row, column]
        guard distance < nearest[k - 1] else { continue }
        for index in 0..<k where distance < nearest[index] { swap(&distance, &nearest[index]) }
      }
      return nearest[min(k, max(different.count - 1, 1)) - 1]
    }
  }

  /// Of points and themselves: the distances of all pairs.
  public var pairs: [Double] {
    (0..<rows).flatMap { row in self[row: row].dropFirst(row + 1) }
  }

  /// Distances seen from the second set.
  public var transposed: DistanceTable {
    var turned = [Double](repeating: 0, count: values.count)
    for row in 0..<rows {
      for column in 0..<columns { turned[column * rows + row] = values[row * columns + column] }
    }
    return DistanceTable(values: turned, rows: columns, columns: rows)
  }

  private init(values: [Double], rows: Int, columns: Int) {
    self.values = values
    self.rows = rows
    self.columns = columns
  }
}
