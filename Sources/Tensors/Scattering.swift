import Kernels

/// Means over all pixels of wavelet moduli of two orders.
public typealias Scattering = Kernels.Scattering

extension Scattering {
  /// The numbers of pictures [count, height, width], [count, `count` of the scattering]: the same
  /// whatever the number of threads.
  public func means(of pictures: [Float], on workers: WorkerPool) -> [Float] {
    let area = height * width
    precondition(pictures.count % area == 0)
    let total = pictures.count / area
    var means = [Float](repeating: 0, count: total * count)
    let groups = (total + Scattering.lanes - 1) / Scattering.lanes
    means.withUnsafeMutableBufferPointer { means in
      guard let start = means.baseAddress else { return }
      workers.run(chunks: groups) { group in
        let first = group * Scattering.lanes
        let last = min(first + Scattering.lanes, total)
        let numbers = self.means(pictures[first * area..<last * area])
        for (index, number) in numbers.enumerated() { start[first * count + index] = number }
      }
    }
    return means
  }
}
