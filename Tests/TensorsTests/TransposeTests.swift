import Tensors
import Testing

/// Every number is found at its new place, at sizes that fill squares and at those that do not.
struct TransposeTests {
  static let shapes = [(1, 1), (8, 8), (7, 9), (32, 64), (33, 65), (40, 100), (100, 31), (3, 4096)]

  @Test(arguments: shapes, [1, 2]) func rowsBecomeColumns(shape: (Int, Int), threads: Int) {
    let (rows, columns) = shape
    let x = numbered(rows, columns)
    let result = Tensor(rows: columns, columns: rows)
    result.fill(-1)
    transpose(x, into: result, on: WorkerPool(threads: threads))
    for row in 0..<rows {
      for column in 0..<columns where result[column, row] != x[row, column] {
        Issue.record("\(shape): wrong at \(row), \(column)")
      }
    }
  }

  @Test(arguments: shapes, [1, 2]) func samplesStandSideBySide(shape: (Int, Int), threads: Int) {
    let (batch, features) = shape
    let values = numbered(50, features)
    let samples = (0..<batch).map { ($0 * 37 + 11) % 50 }
    let x = Tensor(rows: features, columns: batch)
    gatherColumns(samples, of: values.values, into: x, on: WorkerPool(threads: threads))
    for (column, sample) in samples.enumerated() {
      for row in 0..<features where x[row, column] != values[sample, row] {
        Issue.record("\(shape): wrong at \(row), \(column)")
      }
    }
  }

  private func numbered(_ rows: Int, _ columns: Int) -> Tensor {
    let tensor = Tensor(rows: rows, columns: columns)
    tensor.values = (0..<rows * columns).map { Float($0) }
    return tensor
  }
}
