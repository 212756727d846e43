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
    /// How far its own nearest other real sample is from it, of those that differ from it.
    public let ownDistance: Double
    /// Whether the generated sample is a copy of it: nearer to it than any other real sample is (Alaa et
    /// al. 2022, arXiv 2102.08921, as `authenticity`), and, if they are pictures, alike to it pixel by
    /// pixel, mirrored and shifted by a few pixels or not.
    public let isCopy: Bool
  }

  private let reference: Reference
  private let points: Points
  private let projectable: ProjectablePoints
  private let pictures: PictureSet?
  /// The least `resemblance` of a copy: that of half the real pictures with their nearest other one, from
  /// 0.5 to 0.9.
  private let leastResemblance: Double
  /// The mean distance of a real sample that the reference looks at from its nearest other one.
  public let meanOwnDistance: Double

  /// All samples of the data that a reference was made of, [count, features]; `nil` if none differs from
  /// another.
  ///
  /// Complexity: O(values); some 0.3 s for 256 pictures of 64 × 64.
  public init?(_ values: [Float], _ reference: Reference) {
    let neighbourhood = reference.neighbourhood
    guard neighbourhood.different.count > 1 else { return nil }
    self.reference = reference
    points = reference.points(of: values).near
    projectable = ProjectablePoints(points)
    pictures = reference.pictures(of: values)
    meanOwnDistance = mean(neighbourhood.first)
    let different = neighbourhood.different
    let resemblances = reference.pictures.map { pictures in
      reference.workers.map(different.count) { order in
        let row = different[order]
        let nearest = different.filter { $0 != row }.min {
          reference.distances[row, $0] < reference.distances[row, $1]
        }
        return resemblance(pictures[row], pictures[nearest ?? row])
      }.sorted()
    }
    leastResemblance = min(max(resemblances.map { $0[$0.count / 2] } ?? 0, 0.5), 0.9)
  }

  /// For each generated sample, [count, features], the nearest real one, the first of equals; `nil` for
  /// one with a number that is not finite.
  ///
  /// Complexity: (generated + their nearest) · real · dimensions, and `resemblance` for each that is nearer
  /// than real ones are.
  public func nearest(to generated: [Float]) -> [Nearest?] {
    let others = reference.points(of: generated).near
    let fakes = reference.pictures(of: generated)
    var own: [Int: Double] = [:]
    let found = (0..<others.count).map { row -> (index: Int, distance: Double)? in
      guard let nearest = nearest(to: others[row]) else { return nil }
      if own[nearest.index] == nil {
        own[nearest.index] =
          self.nearest(to: points[nearest.index], beyond: reference.neighbourhood.tolerance)?
          .distance ?? .infinity
      }
      return nearest
    }
    let ownDistances = own
    return reference.workers.map(found.count) { row -> Nearest? in
      guard let (index, distance) = found[row] else { return nil }
      let ownDistance = ownDistances[index] ?? .infinity
      var isCopy = distance < ownDistance
      if isCopy, let fakes, let pictures {
        isCopy = resemblance(fakes[row], pictures[index]) >= leastResemblance
      }
      return Nearest(index: index, distance: distance, ownDistance: ownDistance, isCopy: isCopy)
    }
  }

  /// The nearest real sample that is farther away than so much.
  private func nearest(
    to point: ArraySlice<Double>, beyond least: Double = -1
  ) -> (index: Int, distance: Double)? {
    var best: (index: Int, square: Double)?
    for (index, square) in projectable.squaredDistances(from: point).enumerated()
    where square < best?.square ?? .infinity && square.squareRoot() > least {
      best = (index, square)
    }
    return best.map { ($0.index, $0.square.squareRoot()) }
  }
}
