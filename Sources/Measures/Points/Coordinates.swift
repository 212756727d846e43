import Tensors

extension PrincipalComponents {
  /// Coordinates of samples [count, features] along the components.
  public func points(of samples: [Float], on workers: WorkerPool) -> Points {
    let features = mean.count
    let count = samples.count / features
    let centered = Tensor(rows: count, columns: features)
    centered.values = samples.indices.map { samples[$0] - mean[$0 % features] }
    let turned = Tensor(rows: features, columns: count)
    transpose(centered, into: turned, on: workers)
    let coordinates = Tensor(rows: dimensions, columns: count)
    multiply(directions, turned, bias: nil, into: coordinates, on: workers)
    let rows = Tensor(rows: count, columns: dimensions)
    transpose(coordinates, into: rows, on: workers)
    return Points(rows.values.map(Double.init), dimensions: dimensions)
  }
}
