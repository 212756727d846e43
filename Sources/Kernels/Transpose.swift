/// to[j][i] = from[i][j] for rows `range` of `from`.
///
/// In squares of 16 × 16, so that each cache line is read and written whole.
public func transpose(
  _ from: UnsafePointer<Float>, stride: Int, into to: UnsafeMutablePointer<Float>, toStride: Int,
  rows range: Range<Int>, columns: Int
) {
  var row = range.lowerBound
  while row < range.upperBound {
    let rowEnd = min(row + 16, range.upperBound)
    var column = 0
    while column < columns {
      let columnEnd = min(column + 16, columns)
      for j in column..<columnEnd {
        let target = to + j * toStride
        for i in row..<rowEnd { target[i] = from[i * stride + j] }
      }
      column = columnEnd
    }
    row = rowEnd
  }
}
