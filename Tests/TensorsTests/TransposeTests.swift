import Tensors
import Testing

/// Every number is found at its new position, at sizes that fill squares and at those that do not.
struct TransposeTests {
  static let shapes = [(1, 1), (8, 8), (7, 9), (32, 64), (33, 65), (40, 100), (100, 31), (3, 4096)]

  @Test(arguments: shapes, [1, 2]) func rowsBecomeColumns(shape: (Int, Int), threads: Int) {
    let (rows, columns) = shape
    let x = numbered(rows, columns)
    let result = Tensor(rows: columns, columns: rows)
    result.fill(-1)
    transpose(x, into: result, on: WorkerPool(threads: threads))
    let expected = (0..<columns).flatMap { column in (0..<rows).map { x[$0, column] } }
    let isSame = result.values == expected
    #expect(isSame)
  }

  @Test(arguments: shapes, [1, 2]) func samplesStandSideBySide(shape: (Int, Int), threads: Int) {
    let (batch, features) = shape
    let values = numbered(50, features)
    let samples = (0..<batch).map { ($0 * 37 + 11) % 50 }
    let x = Tensor(rows: features, columns: batch)
    gatherColumns(samples, of: values.values, into: x, on: WorkerPool(threads: threads))
    let expected = (0..<features).flatMap { row in samples.map { values[$0, row] } }
    let isSame = x.values == expected
    #expect(isSame)
  }

  private func numbered(_ rows: Int, _ columns: Int) -> Tensor {
    let tensor = Tensor(rows: rows, columns: columns)
    tensor.values = (0..<rows * columns).map { Float($0) }
    return tensor
  }
}
