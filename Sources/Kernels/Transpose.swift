/// to[j][i] = from[i][j] for rows `range` of `from`.
public func transpose(
  _ from: UnsafePointer<Float>, stride: Int, into to: UnsafeMutablePointer<Float>, toStride: Int,
  rows range: Range<Int>, columns: Int
) {
  transpose(rows: range, columns: 0..<columns, into: to, toStride) { from + $0 * stride }
}

/// to[j][i] = from[rows[i]][j] for columns `range` of `from`: rows are picked and put side by side.
public func transpose(
  _ from: UnsafePointer<Float>, stride: Int, picking rows: UnsafeBufferPointer<Int>,
  into to: UnsafeMutablePointer<Float>, toStride: Int, columns range: Range<Int>
) {
  transpose(rows: 0..<rows.count, columns: range, into: to, toStride) { from + rows[$0] * stride }
}

/// In squares of 8 × 8, four of them in a row, so that lines of the cache are read and written whole.
@inline(__always)
private func transpose(
  rows: Range<Int>, columns: Range<Int>, into to: UnsafeMutablePointer<Float>, _ toStride: Int,
  from: (Int) -> UnsafePointer<Float>
) {
  for strip in stride(from: rows.lowerBound, to: rows.upperBound, by: 4 * side) {
    let stripEnd = min(strip + 4 * side, rows.upperBound)
    for column in stride(from: columns.lowerBound, to: columns.upperBound, by: side) {
      for row in stride(from: strip, to: stripEnd, by: side) {
        if row + side <= stripEnd, column + side <= columns.upperBound {
          let square = transposed { SIMD8(at: from(row + $0) + column) }
          for j in 0..<side { square[j].store(to: to + (column + j) * toStride + row) }
        } else {
          for j in column..<min(column + side, columns.upperBound) {
            for i in row..<min(row + side, stripEnd) { to[j * toStride + i] = from(i)[j] }
          }
        }
      }
    }
  }
}

private let side = 8

/// A square of 64 numbers, seen as a list with an index of six bits, is transposed when the three
/// bits of the row have been swapped with those of the column. Each round swaps one of them:
/// of two rows, the numbers at even positions and those at odd ones.
@inline(__always)
func transposed(_ row: (Int) -> SIMD8<Float>) -> InlineArray<8, SIMD8<Float>> {
  var rows = InlineArray<8, SIMD8<Float>> { row($0) }
  for bit in 0..<3 {
    let step = 1 << bit
    for first in 0..<8 where first & step == 0 {
      let both = SIMD16(lowHalf: rows[first], highHalf: rows[first + step])
      rows[first] = both.evenHalf
      rows[first + step] = both.oddHalf
    }
  }
  return rows
}
