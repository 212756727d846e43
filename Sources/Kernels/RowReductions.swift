/// Σ x over the columns of a row.
///
/// In float64, one partial sum a lane, added up in lane order, then what is left of the row: an order
/// that depends on `columns` and the vector width only.
public func rowSum(
  _ x: UnsafePointer<Float>, columns: Int, width: VectorWidth = .native
) -> Double {
  switch width {
  case .sixteen: rowSum(x, columns, SIMD8<Double>.self)
  case .eight: rowSum(x, columns, SIMD4<Double>.self)
  case .four: rowSum(x, columns, SIMD2<Double>.self)
  }
}

/// Σ (x − a) (y − b) over the columns of two rows, in the order of `rowSum`.
public func rowProductSum(
  _ x: UnsafePointer<Float>, minus a: Double, _ y: UnsafePointer<Float>, minus b: Double,
  columns: Int, width: VectorWidth = .native
) -> Double {
  switch width {
  case .sixteen: rowProductSum(x, a, y, b, columns, SIMD8<Double>.self)
  case .eight: rowProductSum(x, a, y, b, columns, SIMD4<Double>.self)
  case .four: rowProductSum(x, a, y, b, columns, SIMD2<Double>.self)
  }
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

@inline(__always)
private func rowSum<V: SumVector>(
  _ x: UnsafePointer<Float>, _ columns: Int, _: V.Type
) -> Double where V.Scalar == Double {
  var partial = V()
  var column = 0
  while column + V.scalarCount <= columns {
    partial += V(at: x + column)
    column += V.scalarCount
  }
  var total = 0.0
  for lane in 0..<V.scalarCount { total += partial[lane] }
  while column < columns {
    total += Double(x[column])
    column += 1
  }
  return total
}

@inline(__always)
private func rowProductSum<V: SumVector>(
  _ x: UnsafePointer<Float>, _ a: Double, _ y: UnsafePointer<Float>, _ b: Double, _ columns: Int,
  _: V.Type
) -> Double where V.Scalar == Double {
  var partial = V()
  var column = 0
  while column + V.scalarCount <= columns {
    partial = partial.plus(
      V(at: x + column) - V(repeating: a), times: V(at: y + column) - V(repeating: b))
    column += V.scalarCount
  }
  var total = 0.0
  for lane in 0..<V.scalarCount { total += partial[lane] }
  while column < columns {
    total += (Double(x[column]) - a) * (Double(y[column]) - b)
    column += 1
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
