/// Eigenvalues and, if wanted, eigenvectors of a symmetric matrix.
///
/// Householder reflections make the matrix tridiagonal, implicit QL steps with Wilkinson's shift
/// then make it diagonal (Golub and Van Loan, "Matrix computations", 8.3).
///
/// Complexity: about 4/3 · n³ operations for values alone, some 9 · n³ with vectors.
public struct SymmetricEigen: Sendable {
  /// Eigenvalues, the largest first.
  public let values: [Double]
  /// The eigenvector of value i is row i; empty if vectors were not asked for.
  public let vectors: [[Double]]

  /// Decomposes a matrix given row by row, `size` · `size` numbers; only its lower half is read.
  ///
  /// A matrix with a number that is not finite has NaN for all its eigenvalues.
  public init(_ matrix: [Double], size n: Int, wantsVectors: Bool) {
    precondition(matrix.count == n * n)
    guard n > 0, matrix.allSatisfy(\.isFinite) else {
      values = [Double](repeating: .nan, count: n)
      vectors = []
      return
    }
    var tridiagonal = Tridiagonal(matrix, size: n, wantsVectors: wantsVectors)
    tridiagonal.diagonalize()
    let order = (0..<n).sorted { tridiagonal.diagonal[$0] > tridiagonal.diagonal[$1] }
    values = order.map { tridiagonal.diagonal[$0] }
    let rows = tridiagonal.rows
    vectors = wantsVectors ? order.map { Array(rows[$0 * n..<($0 + 1) * n]) } : []
  }
}

/// A symmetric matrix on its way to being diagonal: A = Q · T · Qᵀ with T tridiagonal.
private struct Tridiagonal {
  let size: Int
  let wantsVectors: Bool
  var diagonal: [Double]
  /// Below the diagonal; the last one is 0.
  var below: [Double]
  /// Qᵀ, row by row; row i becomes the eigenvector of diagonal i.
  var rows: [Double]

  init(_ matrix: [Double], size n: Int, wantsVectors: Bool) {
    size = n
    self.wantsVectors = wantsVectors
    diagonal = [Double](repeating: 0, count: n)
    below = [Double](repeating: 0, count: n)
    rows = [Double](repeating: 0, count: wantsVectors ? n * n : 0)
    var a = matrix
    var reflections: [[Double]] = []
    for k in 0..<max(n - 2, 0) {
      let (reflection, length) = Tridiagonal.reflection(of: a, column: k, size: n)
      below[k] = length
      reflections.append(reflection)
      Tridiagonal.reflect(&a, by: reflection, from: k + 1, size: n)
    }
    for i in 0..<n { diagonal[i] = a[i * n + i] }
    if n >= 2 { below[n - 2] = a[(n - 1) * n + n - 2] }
    if wantsVectors { accumulate(reflections) }
  }

  /// The unit vector u with (1 − 2uuᵀ) turning a column's part below the diagonal to its first
  /// axis, and the length that it then has.
  private static func reflection(
    of a: [Double], column k: Int, size n: Int
  ) -> ([Double], Double) {
    var u = (k + 1..<n).map { a[$0 * n + k] }
    let norm = u.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard norm > 0 else { return ([], 0) }
    let length = u[0] > 0 ? -norm : norm
    u[0] -= length
    let scale = 1 / u.reduce(0) { $0 + $1 * $1 }.squareRoot()
    for i in u.indices { u[i] *= scale }
    return (u, length)
  }

  /// A ← H · A · H for the part from row and column `start` on: A − 2u·wᵀ − 2w·uᵀ.
  private static func reflect(_ a: inout [Double], by u: [Double], from start: Int, size n: Int) {
    guard !u.isEmpty else { return }
    let m = u.count
    var w = [Double](repeating: 0, count: m)
    for i in 0..<m {
      let row = (start + i) * n + start
      var sum = a[row + i] * u[i]
      for j in 0..<i {
        sum += a[row + j] * u[j]
        w[j] += a[row + j] * u[i]
      }
      w[i] += sum
    }
    let product = zip(u, w).reduce(0) { $0 + $1.0 * $1.1 }
    for i in 0..<m { w[i] -= product * u[i] }
    for i in 0..<m {
      let row = (start + i) * n + start
      for j in 0...i { a[row + j] -= 2 * (u[i] * w[j] + w[i] * u[j]) }
    }
  }

  /// Qᵀ = H_last · … · H_first, kept as the rows that QL steps rotate.
  private mutating func accumulate(_ reflections: [[Double]]) {
    let n = size
    for i in 0..<n { rows[i * n + i] = 1 }
    for (k, u) in reflections.enumerated().reversed() where !u.isEmpty {
      for row in k + 1..<n {
        let start = row * n + k + 1
        var dot = 0.0
        for j in u.indices { dot += rows[start + j] * u[j] }
        dot *= 2
        for j in u.indices { rows[start + j] -= dot * u[j] }
      }
    }
  }

  /// Implicit QL steps until nothing is left below the diagonal. Sixty steps a value are many times
  /// what is ever needed; then the value is taken as it is.
  mutating func diagonalize() {
    for first in 0..<size {
      var stepsLeft = 60
      while let last = blockEnd(from: first), last > first, stepsLeft > 0 {
        step(first, last)
        stepsLeft -= 1
      }
    }
  }

  /// The last row of the block that begins at a row: what is below it is negligible.
  private func blockEnd(from first: Int) -> Int? {
    var last = first
    while last < size - 1 {
      let scale = abs(diagonal[last]) + abs(diagonal[last + 1])
      if abs(below[last]) <= Double.ulpOfOne * scale { break }
      last += 1
    }
    return last
  }

  private mutating func step(_ first: Int, _ last: Int) {
    var g = (diagonal[first + 1] - diagonal[first]) / (2 * below[first])
    var r = (g * g + 1).squareRoot()
    g = diagonal[last] - diagonal[first] + below[first] / (g + (g < 0 ? -r : r))
    var sine = 1.0
    var cosine = 1.0
    var shift = 0.0
    for i in stride(from: last - 1, through: first, by: -1) {
      let f = sine * below[i]
      let b = cosine * below[i]
      r = (f * f + g * g).squareRoot()
      below[i + 1] = r
      if r == 0 {
        diagonal[i + 1] -= shift
        below[last] = 0
        return
      }
      sine = f / r
      cosine = g / r
      g = diagonal[i + 1] - shift
      r = (diagonal[i] - g) * sine + 2 * cosine * b
      shift = sine * r
      diagonal[i + 1] = g + shift
      g = cosine * r - b
      if wantsVectors { rotate(i, sine, cosine) }
    }
    diagonal[first] -= shift
    below[first] = g
    below[last] = 0
  }

  private mutating func rotate(_ i: Int, _ sine: Double, _ cosine: Double) {
    let lower = i * size
    let upper = lower + size
    for k in 0..<size {
      let f = rows[upper + k]
      rows[upper + k] = sine * rows[lower + k] + cosine * f
      rows[lower + k] = cosine * rows[lower + k] - sine * f
    }
  }
}
