import Tensors

/// All real samples, where a reference sees them: what a generated one is nearest to.
///
/// Measures look at 512 real samples at most; here a copy of any of them is found.
public struct RealSamples: Sendable {
  /// The real sample that is nearest to a generated one.
  public struct Nearest: Sendable, Equatable {
    /// Its index in the data.
    public let index: Int
    /// How far away it is.
    public let distance: Double
    /// How far its own nearest other real sample is from it.
    public let ownDistance: Double

    /// Whether the generated sample is a nearer copy than real ones are of each other: nearer to the real
    /// one than any other real sample is (Alaa et al. 2022, arXiv 2102.08921, as `authenticity`).
    public var isCopy: Bool { distance < ownDistance }
  }

  private let reference: Reference
  private let points: Points
  private let projectable: ProjectablePoints
  /// The mean distance of a real sample that the reference looks at from its nearest other one.
  public let meanOwnDistance: Double

  /// All samples of the data that a reference was made of, [count, features].
  ///
  /// Complexity: O(values); some 0.1 s for 256 pictures of 64 × 64.
  public init(_ values: [Float], _ reference: Reference) {
    self.reference = reference
    points = reference.points(of: values).near
    projectable = ProjectablePoints(points)
    meanOwnDistance = mean(reference.distances.radii(neighbour: 1))
  }

  /// For each generated sample, [count, features], the nearest real one, the first of equals; `nil` for
  /// one with a number that is not finite.
  ///
  /// Complexity: (generated + their nearest) · real · dimensions.
  public func nearest(to generated: [Float]) -> [Nearest?] {
    let others = reference.points(of: generated).near
    var own: [Int: Double] = [:]
    return (0..<others.count).map { row in
      guard let (index, distance) = nearest(to: others[row], except: nil) else { return nil }
      let ownDistance =
        own[index] ?? nearest(to: points[index], except: index)?.distance ?? .infinity
      own[index] = ownDistance
      return Nearest(index: index, distance: distance, ownDistance: ownDistance)
    }
  }

  private func nearest(
    to point: ArraySlice<Double>, except excluded: Int?
  ) -> (index: Int, distance: Double)? {
    var best: (index: Int, square: Double)?
    for (index, square) in projectable.squaredDistances(from: point).enumerated()
    where index != excluded && square < best?.square ?? .infinity {
      best = (index, square)
    }
    return best.map { ($0.index, $0.square.squareRoot()) }
  }
}
