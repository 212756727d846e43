/// What nearest neighbours say of generated points among real ones.
public struct Neighbours: Sendable {
  private let own: Neighbourhood
  private let fake: DistanceTable
  private let across: DistanceTable
  private let back: DistanceTable
  private var real: DistanceTable { own.distances }

  /// Distances between real points, between fakes, and from each real point to each fake.
  public init(real: DistanceTable, fake: DistanceTable, across: DistanceTable) {
    self.init(real: Neighbourhood(real), fake: fake, across: across)
  }

  /// The same with what is known of the real points among themselves.
  init(real: Neighbourhood, fake: DistanceTable, across: DistanceTable) {
    precondition(real.distances.rows == across.rows && fake.rows == across.columns)
    own = real
    self.fake = fake
    self.across = across
    back = across.transposed
  }

  /// Share of fakes that lie nearer to some real point than its k-th neighbour.
  /// Kynkäänniemi et al. 2019, arXiv 1904.06991.
  public func precision() -> Double {
    let radii = own.third
    return share(of: fake.rows) { f in
      zip(back[row: f], radii).contains { $0 < $1 }
    }
  }

  /// Share of real points that lie nearer to some fake than its k-th neighbour.
  public func recall() -> Double {
    let radii = fake.radii(neighbour: Neighbourhood.few)
    return share(of: real.rows) { r in
      zip(across[row: r], radii).contains { $0 < $1 }
    }
  }

  /// In how many real balls a fake lies, as a share of k; of real points that are the same one ball
  /// counts. Naeem et al. 2020, arXiv 2002.09797.
  public func density() -> Double {
    let held = own.different.reduce(0) { held, real in
      // A mirror image of the fifth neighbour is as far away as that one, whatever rounding says.
      held + across[row: real].count { $0 < own.fifth[real] - own.tolerance }
    }
    return Double(held) / Double(Neighbourhood.more * fake.rows)
  }

  /// Share of real points with a fake inside their own ball; some 1 − 2^−k where both sets are
  /// alike, and less the more kinds of pictures are missing.
  public func coverage() -> Double {
    share(of: real.rows) { r in (across[row: r].min() ?? .infinity) < own.fifth[r] }
  }

  /// How often the nearest other point, real or fake, is of the same kind: 0.5 where the sets
  /// cannot be told apart, 1 where they are easy to tell apart, less than 0.5 where fakes are
  /// copies. A real point's nearest other real one is one that differs from it. Lopez-Paz and Oquab 2017,
  /// arXiv 1610.06545; Xu et al. 2018, arXiv 1806.07755.
  public func nearestNeighbourTest() -> (accuracy: Double, real: Double, fake: Double) {
    // Of equally near ones the real one counts, as it stands first.
    let reals = share(of: real.rows) { r in
      across[row: r].min().map { own.first[r] <= $0 } ?? false
    }
    let fakes = share(of: fake.rows) { f in
      guard let mine = fake.nearest(to: f, excluding: f), let theirs = back.nearest(to: f) else {
        return false
      }
      return fake[f, mine] < back[f, theirs]
    }
    let all = reals * Double(real.rows) + fakes * Double(fake.rows)
    return (all / Double(real.rows + fake.rows), reals, fakes)
  }

  /// How far a fake is from the nearest real point, on average, in units of how far a real point is
  /// from its nearest: far below 1 means copies of the training set.
  public func nearestDistance() -> Double {
    let distances = (0..<fake.rows).map { back[row: $0].min() ?? .nan }
    return mean(distances) / mean(own.first)
  }

  /// Share of fakes that are at least as far from their nearest real point as that point is from
  /// its own nearest one. Alaa et al. 2022, arXiv 2102.08921.
  public func authenticity() -> Double {
    return share(of: fake.rows) { f in
      guard let nearest = back.nearest(to: f) else { return false }
      return back[f, nearest] >= own.first[nearest]
    }
  }

  /// Mean distance of two fakes in units of that of two real points.
  public func pairDistance() -> Double { mean(fake.pairs) / own.meanPair }

  /// Share of pairs of fakes that are nearer to each other than all but one in a hundred pairs of
  /// different real points.
  public func closePairs() -> Double {
    guard let limit = own.closePair else { return .nan }
    let pairs = fake.pairs
    return Double(pairs.count { $0 < limit }) / Double(pairs.count)
  }

  private func share(of count: Int, _ holds: (Int) -> Bool) -> Double {
    Double((0..<count).count(where: holds)) / Double(count)
  }
}

/// Real points among themselves: what does not change with the points they are compared with.
///
/// Neighbours are points that differ, so that a copy of a point that occurs twice is as near as a copy of
/// any other.
struct Neighbourhood: Sendable {
  /// How many neighbours precision and recall go by.
  static let few = 3
  /// How many neighbours density and coverage go by.
  static let more = 5

  let distances: DistanceTable
  /// How near points are the same: a hundred-thousandth of the mean distance of two. So equal pictures are,
  /// and mirror images of each other, which rounding keeps apart.
  let tolerance: Double
  /// For each point the first one that is the same.
  let representatives: [Int]
  /// The points that are the first of their like.
  let different: [Int]
  /// The distance of each to its nearest other one.
  let first: [Double]
  /// To its third.
  let third: [Double]
  /// To its fifth.
  let fifth: [Double]
  /// The mean distance of two of them.
  let meanPair: Double
  /// The distance below which one pair of different points in a hundred is; `nil` where there are none.
  let closePair: Double?
  /// The median distance of two different points; 0 where there are none.
  let medianPair: Double

  init(_ distances: DistanceTable) {
    self.distances = distances
    meanPair = mean(distances.pairs)
    tolerance = meanPair.isFinite ? meanPair * 1e-5 : 0
    let representatives = distances.representatives(tolerance: tolerance)
    let different = representatives.indices.filter { representatives[$0] == $0 }
    self.representatives = representatives
    self.different = different
    func radii(_ k: Int) -> [Double] {
      distances.radii(neighbour: k, representatives: representatives)
    }
    first = radii(1)
    third = radii(Neighbourhood.few)
    fifth = radii(Neighbourhood.more)
    let pairs = ascending(
      different.enumerated().flatMap { order, row in
        different[(order + 1)...].map { distances[row, $0] }
      })
    closePair = pairs.isEmpty ? nil : pairs[pairs.count / 100]
    medianPair = pairs.isEmpty ? 0 : pairs[pairs.count / 2]
  }
}

func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
