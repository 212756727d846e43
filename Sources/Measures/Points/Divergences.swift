import Foundation
import Tensors

/// Squared maximum mean discrepancy with the kernel (x·y / d + 1)³, unbiased, so it may be below 0
/// where the sets are alike.
///
/// Σ_{i≠j} k(x, x′) / (m (m−1)) + Σ_{i≠j} k(y, y′) / (n (n−1)) − 2 · mean k(x, y). Bińkowski et al.
/// 2018, arXiv 1801.01401, there on the features of a network.
public func kernelDistance(_ x: Points, _ y: Points) -> Double {
  kernelDistance(x, y, withinFirst: meanKernel(x))
}

/// The same with what `meanKernel` gives of the first set.
func kernelDistance(_ x: Points, _ y: Points, withinFirst: Double) -> Double {
  let others = ProjectablePoints(y)
  var across = 0.0
  for i in 0..<x.count {
    across += kernel(others.products(with: x[i]), x.dimensions).reduce(0, +)
  }
  return withinFirst + meanKernel(y) - 2 * across / Double(x.count * y.count)
}

/// Mean (x·x′ / d + 1)³ over the pairs of different points.
func meanKernel(_ x: Points) -> Double {
  let others = ProjectablePoints(x)
  var sum = 0.0
  for i in 0..<x.count {
    sum += 2 * kernel(others.products(with: x[i]), x.dimensions).prefix(i).reduce(0, +)
  }
  return sum / Double(x.count * (x.count - 1))
}

private func kernel(_ products: [Double], _ dimensions: Int) -> [Double] {
  products.map { product in
    let base = product / Double(dimensions) + 1
    return base * base * base
  }
}

/// Fréchet distance of two normal distributions fitted to points: ‖μ₁ − μ₂‖² + Tr(Σ₁ + Σ₂ −
/// 2 (Σ₁Σ₂)^½). Heusel et al. 2017, arXiv 1706.08500, there on the features of a network.
///
/// Too large by about dimensions / count: compare only what has equal counts.
public func frechetDistance(_ x: Points, _ y: Points) -> Double {
  frechetDistance(NormalFit(x), y)
}

/// The same with what is known of the first set. NaN where that has a NaN.
func frechetDistance(_ x: NormalFit, _ y: Points) -> Double {
  guard let root = x.root else { return .nan }
  let n = y.dimensions
  let b = y.covariance
  var distance = zip(x.mean, y.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  for i in 0..<n { distance += x.variances[i] + b[i * n + i] }
  // The eigenvalues of Σ₁Σ₂ are those of the symmetric √Σ₁ · Σ₂ · √Σ₁.
  let inner = product(product(root, b, n), root, n)
  let values = SymmetricEigen(inner, size: n, wantsVectors: false).values
  return distance - 2 * values.reduce(0) { $0 + max($1, 0).squareRoot() }
}

/// A normal distribution fitted to points.
struct NormalFit: Sendable {
  let mean: [Double]
  let variances: [Double]
  /// The root of the covariance matrix, row by row; `nil` if it cannot be found.
  let root: [Double]?

  init(_ points: Points) {
    let n = points.dimensions
    let covariance = points.covariance
    mean = points.mean
    variances = (0..<n).map { covariance[$0 * n + $0] }
    let eigen = SymmetricEigen(covariance, size: n, wantsVectors: true)
    var root = [Double](repeating: 0, count: n * n)
    for (value, vector) in zip(eigen.values, eigen.vectors) where value > 0 {
      for i in 0..<n {
        for j in 0..<n { root[i * n + j] += value.squareRoot() * vector[i] * vector[j] }
      }
    }
    self.root = eigen.vectors.count == n ? root : nil
  }
}

private func product(_ a: [Double], _ b: [Double], _ n: Int) -> [Double] {
  var c = [Double](repeating: 0, count: n * n)
  for i in 0..<n {
    for k in 0..<n {
      let factor = a[i * n + k]
      for j in 0..<n { c[i * n + j] += factor * b[k * n + j] }
    }
  }
  return c
}

/// How many different points there are, effectively: e to the entropy of the eigenvalues of K / n,
/// with K = e^(−distance² / (2 · width²)). Friedman and Dieng 2023, arXiv 2210.02410.
public func effectiveCount(_ distances: DistanceTable, width: Double) -> Double {
  let n = distances.rows
  var kernel = [Double](repeating: 0, count: n * n)
  for i in 0..<n {
    for j in 0..<n {
      let ratio = width > 0 ? distances[i, j] / width : (i == j ? 0 : .infinity)
      kernel[i * n + j] = exp(-ratio * ratio / 2) / Double(n)
    }
  }
  let values = SymmetricEigen(kernel, size: n, wantsVectors: false).values
  if values.contains(where: \.isNaN) { return .nan }
  return exp(values.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 })
}
