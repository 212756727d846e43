/// A weight seen as a matrix with a row for each output, as spectral norm sees it.
///
/// A dense layer's weight [out, in] and a convolution's [out, in, kernel, kernel] are rows as they lie; a
/// transposed convolution's [in, out, kernel, kernel] is turned, as PyTorch's `spectral_norm` does
/// with `dim=1`.
public struct SpectralMatrix: Sendable {
  /// Its outputs.
  public let rows: Int
  /// What each output is made of.
  public let columns: Int
  /// A stretch of numbers that lie beside each other in the tensor and in a row of the matrix.
  private struct Stretch {
    var tensorRow: Int
    var tensorColumn: Int
    var row: Int
    var column: Int
  }
  private let stretches: [Stretch]
  private let length: Int

  /// The matrix of a weight of that shape; `outputAxis` is the dimension of its outputs, 0 or 1.
  public init(shape: [Int], outputAxis: Int) {
    precondition(shape.count > 1 && (0...1).contains(outputAxis))
    let area = shape.dropFirst(2).reduce(1, *)
    rows = shape[outputAxis]
    columns = shape.reduce(1, *) / rows
    if outputAxis == 0 {
      length = columns
      stretches = (0..<rows).map { Stretch(tensorRow: $0, tensorColumn: 0, row: $0, column: 0) }
    } else {
      length = area
      stretches = (0..<shape[0]).flatMap { input in
        (0..<shape[1]).map { output in
          Stretch(
            tensorRow: input, tensorColumn: output * area, row: output, column: input * area)
        }
      }
    }
  }

  /// W · v, with v [1, columns] and the result [1, rows]; sums in float64, in order.
  public func multiply(_ weight: Tensor, _ v: Tensor, into result: Tensor) {
    precondition(weight.count == rows * columns && v.columns == columns && result.columns == rows)
    result.fill(0)
    for stretch in stretches {
      let values = start(of: stretch, in: weight)
      let other = v.start + stretch.column
      // Four sums, so that additions need not wait for each other.
      var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
      var index = 0
      while index + 4 <= length {
        a += Double(values[index]) * Double(other[index])
        b += Double(values[index + 1]) * Double(other[index + 1])
        c += Double(values[index + 2]) * Double(other[index + 2])
        d += Double(values[index + 3]) * Double(other[index + 3])
        index += 4
      }
      while index < length {
        a += Double(values[index]) * Double(other[index])
        index += 1
      }
      result.start[stretch.row] += Float((a + b) + (c + d))
    }
  }

  /// Wᵀ · u, with u [1, rows] and the result [1, columns]; sums in order of the rows.
  public func multiplyTransposed(_ weight: Tensor, _ u: Tensor, into result: Tensor) {
    precondition(weight.count == rows * columns && u.columns == rows && result.columns == columns)
    result.fill(0)
    for stretch in stretches {
      let values = start(of: stretch, in: weight)
      let sums = result.start + stretch.column
      let factor = u.start[stretch.row]
      for index in 0..<length { sums[index] += factor * values[index] }
    }
  }

  /// G ← (G − amount · u · vᵀ) · scale, with G of the weight's shape.
  public func removeOuter(
    from gradient: Tensor, amount: Float, u: Tensor, v: Tensor, scale: Float
  ) {
    precondition(gradient.count == rows * columns && u.columns == rows && v.columns == columns)
    for stretch in stretches {
      let values = start(of: stretch, in: gradient)
      let other = v.start + stretch.column
      let factor = amount * u.start[stretch.row]
      for index in 0..<length { values[index] = (values[index] - factor * other[index]) * scale }
    }
  }

  private func start(of stretch: Stretch, in tensor: Tensor) -> UnsafeMutablePointer<Float> {
    tensor.start + stretch.tensorRow * tensor.stride + stretch.tensorColumn
  }
}

/// Σ x · y over all elements of tensors of one shape, in float64, row by row.
public func innerProduct(_ x: Tensor, _ y: Tensor) -> Double {
  precondition(x.rows == y.rows && x.columns == y.columns)
  var total = 0.0
  for row in 0..<x.rows {
    let (a, b) = (x.start + row * x.stride, y.start + row * y.stride)
    for column in 0..<x.columns { total += Double(a[column]) * Double(b[column]) }
  }
  return total
}
