/// Solves A · X = B for a symmetric positive definite matrix A, [n, n] row by row, and B [n, m].
///
/// `nil` if A is not positive definite. Complexity: n³ / 3 + 2 · n² · m operations.
func solvePositiveDefinite(_ a: [Double], _ b: [Double], size n: Int) -> [Double]? {
  let m = b.count / max(n, 1)
  var l = a
  for i in 0..<n {
    for j in 0...i {
      var sum = l[i * n + j]
      for k in 0..<j { sum -= l[i * n + k] * l[j * n + k] }
      if i == j {
        guard sum > 0 else { return nil }
        l[i * n + i] = sum.squareRoot()
      } else {
        l[i * n + j] = sum / l[j * n + j]
      }
    }
  }
  var x = b
  for column in 0..<m {
    for i in 0..<n {
      var sum = x[i * m + column]
      for k in 0..<i { sum -= l[i * n + k] * x[k * m + column] }
      x[i * m + column] = sum / l[i * n + i]
    }
    for i in (0..<n).reversed() {
      var sum = x[i * m + column]
      for k in i + 1..<max(n, i + 1) { sum -= l[k * n + i] * x[k * m + column] }
      x[i * m + column] = sum / l[i * n + i]
    }
  }
  return x
}
