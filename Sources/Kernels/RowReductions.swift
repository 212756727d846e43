/// Σ x over the columns of a row.
///
/// In float64, one partial sum a lane, added up in lane order, then what is left of the row: an order
/// that depends on `columns` and the vector width only.
public func rowSum(
  _ x: UnsafePointer<Float>, columns: Int, width: VectorWidth = .native
) -> Double {
  blockSum(row(x), rows: 1, columns: columns, width: width)
}

/// Σ (x − a) (y − b) over the columns of two rows, in the order of `rowSum`.
public func rowProductSum(
  _ x: UnsafePointer<Float>, minus a: Double, _ y: UnsafePointer<Float>, minus b: Double,
  columns: Int, width: VectorWidth = .native
) -> Double {
  blockProductSum(
    row(x), minus: a, row(y), minus: b, rows: 1, columns: columns, width: width)
}

/// A single row as a block that is only read.
private func row(_ x: UnsafePointer<Float>) -> Rows {
  Rows(start: UnsafeMutablePointer(mutating: x), stride: 0)
}

/// z = a · (x − shift) + b · y + c over the columns of a row, in float64, rounded once.
public func rowCombine(
  _ a: Double, _ x: UnsafePointer<Float>, minus shift: Double, _ b: Double,
  _ y: UnsafePointer<Float>, _ c: Double,
  into z: UnsafeMutablePointer<Float>, columns: Int, width: VectorWidth = .native
) {
  switch width {
  case .sixteen: rowCombine(a, x, shift, b, y, c, z, columns, SIMD8<Double>.self)
  case .eight: rowCombine(a, x, shift, b, y, c, z, columns, SIMD4<Double>.self)
  case .four: rowCombine(a, x, shift, b, y, c, z, columns, SIMD2<Double>.self)
  }
}

/// Σ x over the columns of some rows, a channel's pixels, in float64.
///
/// Each lane has one partial sum over all rows, added up in lane order, then comes what is left of each
/// row: of a single row exactly `rowSum`.
public func blockSum(
  _ x: Rows, rows: Int, columns: Int, width: VectorWidth = .native
) -> Double {
  switch width {
  case .sixteen: blockSum(x, rows, columns, SIMD8<Double>.self)
  case .eight: blockSum(x, rows, columns, SIMD4<Double>.self)
  case .four: blockSum(x, rows, columns, SIMD2<Double>.self)
  }
}

/// Σ (x − a) (y − b) over the columns of some rows of x and y, in the order of `blockSum`.
public func blockProductSum(
  _ x: Rows, minus a: Double, _ y: Rows, minus b: Double, rows: Int, columns: Int,
  width: VectorWidth = .native
) -> Double {
  switch width {
  case .sixteen: blockProductSum(x, a, y, b, rows, columns, SIMD8<Double>.self)
  case .eight: blockProductSum(x, a, y, b, rows, columns, SIMD4<Double>.self)
  case .four: blockProductSum(x, a, y, b, rows, columns, SIMD2<Double>.self)
  }
}

/// z = a · (x − shift) + b · y + c over the columns of some rows, in float64, rounded once.
public func blockCombine(
  _ a: Double, _ x: Rows, minus shift: Double, _ b: Double, _ y: Rows, _ c: Double, into z: Rows,
  rows: Int, columns: Int, width: VectorWidth = .native
) {
  for row in 0..<rows {
    rowCombine(
      a, x.start + row * x.stride, minus: shift, b, y.start + row * y.stride, c,
      into: z.start + row * z.stride, columns: columns, width: width)
  }
}

@inline(__always)
private func blockSum<V: SumVector>(
  _ x: Rows, _ rows: Int, _ columns: Int, _: V.Type
) -> Double where V.Scalar == Double {
  let whole = columns / V.scalarCount * V.scalarCount
  var partial = V()
  for row in 0..<rows {
    let x = x.start + row * x.stride
    var column = 0
    while column < whole {
      partial += V(at: x + column)
      column += V.scalarCount
    }
  }
  var total = 0.0
  for lane in 0..<V.scalarCount { total += partial[lane] }
  if whole < columns {
    for row in 0..<rows {
      let x = x.start + row * x.stride
      for column in whole..<columns { total += Double(x[column]) }
    }
  }
  return total
}

@inline(__always)
private func blockProductSum<V: SumVector>(
  _ x: Rows, _ a: Double, _ y: Rows, _ b: Double, _ rows: Int, _ columns: Int, _: V.Type
) -> Double where V.Scalar == Double {
  let whole = columns / V.scalarCount * V.scalarCount
  let (shiftX, shiftY) = (V(repeating: a), V(repeating: b))
  var partial = V()
  for row in 0..<rows {
    let (x, y) = (x.start + row * x.stride, y.start + row * y.stride)
    var column = 0
    while column < whole {
      partial = partial.plus(V(at: x + column) - shiftX, times: V(at: y + column) - shiftY)
      column += V.scalarCount
    }
  }
  var total = 0.0
  for lane in 0..<V.scalarCount { total += partial[lane] }
  if whole < columns {
    for row in 0..<rows {
      let (x, y) = (x.start + row * x.stride, y.start + row * y.stride)
      for column in whole..<columns { total += (Double(x[column]) - a) * (Double(y[column]) - b) }
    }
  }
  return total
}

@inline(__always)
private func rowCombine<V: SumVector>(
  _ a: Double, _ x: UnsafePointer<Float>, _ shift: Double, _ b: Double,
  _ y: UnsafePointer<Float>, _ c: Double, _ z: UnsafeMutablePointer<Float>, _ columns: Int,
  _: V.Type
) where V.Scalar == Double {
  let combined = { (x: V, y: V) in
    V(repeating: c).plus(V(repeating: a), times: x - V(repeating: shift))
      .plus(V(repeating: b), times: y)
  }
  var column = 0
  while column + V.scalarCount <= columns {
    combined(V(at: x + column), V(at: y + column)).store(to: z + column)
    column += V.scalarCount
  }
  let rest = columns - column
  if rest > 0 {
    combined(V(at: x + column, count: rest), V(at: y + column, count: rest))
      .store(to: z + column, count: rest)
  }
}
