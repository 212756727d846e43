import Kernels

/// Means over all pixels of wavelet moduli of two orders.
public typealias Scattering = Kernels.Scattering

/// Gradients by direction and brightness in the cells of pictures.
public typealias OrientedGradients = Kernels.OrientedGradients

extension Scattering {
  /// The numbers of pictures [count, height, width], [count, `count` of the scattering]: the same
  /// whatever the number of threads.
  public func means(of pictures: [Float], on workers: WorkerPool) -> [Float] {
    numbersOfGroups(pictures, area: height * width, Scattering.lanes, count, on: workers) {
      means($0)
    }
  }
}

extension OrientedGradients {
  /// The numbers of pictures [count, height, width], [count, `OrientedGradients.count`]: the same
  /// whatever the number of threads.
  public func numbers(of pictures: [Float], on workers: WorkerPool) -> [Float] {
    numbersOfGroups(
      pictures, area: height * width, OrientedGradients.lanes, OrientedGradients.count, on: workers
    ) { numbers($0) }
  }
}

/// So many numbers of each picture, by groups of so many pictures, on all threads.
private func numbersOfGroups(
  _ pictures: [Float], area: Int, _ lanes: Int, _ count: Int, on workers: WorkerPool,
  _ numbers: (ArraySlice<Float>) -> [Float]
) -> [Float] {
  precondition(pictures.count % area == 0)
  let total = pictures.count / area
  var result = [Float](repeating: 0, count: total * count)
  result.withUnsafeMutableBufferPointer { result in
    guard let start = result.baseAddress else { return }
    workers.run(chunks: (total + lanes - 1) / lanes) { group in
      let first = group * lanes
      let last = min(first + lanes, total)
      let group = numbers(pictures[first * area..<last * area])
      for (index, number) in group.enumerated() { start[first * count + index] = number }
    }
  }
  return result
}
