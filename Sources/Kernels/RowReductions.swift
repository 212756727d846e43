/// Σ x over the columns of a row.
///
/// One partial sum a lane, added up in lane order, then what is left of the row: an order that
/// depends on `columns` and the vector width only.
public func rowSum(
  _ x: UnsafePointer<Float>, columns: Int, width: VectorWidth = .native
) -> Float {
  switch width {
  case .sixteen: rowSum(x, columns, SIMD16<Float>.self)
  case .eight: rowSum(x, columns, SIMD8<Float>.self)
  case .four: rowSum(x, columns, SIMD4<Float>.self)
  }
}

/// Σ (x − a) (y − b) over the columns of two rows, in the order of `rowSum`.
public func rowProductSum(
  _ x: UnsafePointer<Float>, minus a: Float, _ y: UnsafePointer<Float>, minus b: Float,
  columns: Int, width: VectorWidth = .native
) -> Float {
  switch width {
  case .sixteen: rowProductSum(x, a, y, b, columns, SIMD16<Float>.self)
  case .eight: rowProductSum(x, a, y, b, columns, SIMD8<Float>.self)
  case .four: rowProductSum(x, a, y, b, columns, SIMD4<Float>.self)
  }
}

/// z = a · (x − shift) + b · y + c over the columns of a row.
public func rowCombine(
  _ a: Float, _ x: UnsafePointer<Float>, minus shift: Float, _ b: Float, _ y: UnsafePointer<Float>,
  _ c: Float,
  into z: UnsafeMutablePointer<Float>, columns: Int, width: VectorWidth = .native
) {
  switch width {
  case .sixteen: rowCombine(a, x, shift, b, y, c, z, columns, SIMD16<Float>.self)
  case .eight: rowCombine(a, x, shift, b, y, c, z, columns, SIMD8<Float>.self)
  case .four: rowCombine(a, x, shift, b, y, c, z, columns, SIMD4<Float>.self)
  }
}

@inline(__always)
private func rowSum<V: FloatVector>(
  _ x: UnsafePointer<Float>, _ columns: Int, _: V.Type
) -> Float {
  var partial = V()
  var column = 0
  while column + V.scalarCount <= columns {
    partial += V(at: x + column)
    column += V.scalarCount
  }
  var total: Float = 0
  for lane in 0..<V.scalarCount { total += partial[lane] }
  while column < columns {
    total += x[column]
    column += 1
  }
  return total
}

@inline(__always)
private func rowProductSum<V: FloatVector>(
  _ x: UnsafePointer<Float>, _ a: Float, _ y: UnsafePointer<Float>, _ b: Float, _ columns: Int,
  _: V.Type
) -> Float {
  var partial = V()
  var column = 0
  while column + V.scalarCount <= columns {
    partial = partial.plus(
      V(at: x + column) - V(repeating: a), times: V(at: y + column) - V(repeating: b))
    column += V.scalarCount
  }
  var total: Float = 0
  for lane in 0..<V.scalarCount { total += partial[lane] }
  while column < columns {
    total += (x[column] - a) * (y[column] - b)
    column += 1
  }
  return total
}

@inline(__always)
private func rowCombine<V: FloatVector>(
  _ a: Float, _ x: UnsafePointer<Float>, _ shift: Float, _ b: Float, _ y: UnsafePointer<Float>,
  _ c: Float,
  _ z: UnsafeMutablePointer<Float>, _ columns: Int, _: V.Type
) {
  let a = V(repeating: a)
  let shift = V(repeating: shift)
  let b = V(repeating: b)
  let c = V(repeating: c)
  let p = Rows(start: UnsafeMutablePointer(mutating: x), stride: 0)
  let q = Rows(start: UnsafeMutablePointer(mutating: y), stride: 0)
  map(p, q, Rows(start: z, stride: 0), 0..<1, columns) { (x: V, y: V) in
    c.plus(a, times: x - shift).plus(b, times: y)
  }
}
