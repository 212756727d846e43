/// What nearest neighbours say of generated points among real ones.
public struct Neighbours: Sendable {
  private let real: DistanceTable
  private let fake: DistanceTable
  private let across: DistanceTable

  /// Distances between real points, between fakes, and from each real point to each fake.
  public init(real: DistanceTable, fake: DistanceTable, across: DistanceTable) {
    precondition(real.rows == across.rows && fake.rows == across.columns)
    self.real = real
    self.fake = fake
    self.across = across
  }

  /// Share of fakes that lie nearer to some real point than its k-th neighbour.
  /// Kynkäänniemi et al. 2019, arXiv 1904.06991.
  public func precision(neighbour k: Int = 3) -> Double {
    let radii = real.radii(neighbour: k)
    return share(of: fake.rows) { f in
      (0..<real.rows).contains { across[$0, f] < radii[$0] }
    }
  }

  /// Share of real points that lie nearer to some fake than its k-th neighbour.
  public func recall(neighbour k: Int = 3) -> Double {
    let radii = fake.radii(neighbour: k)
    return share(of: real.rows) { r in
      (0..<fake.rows).contains { across[r, $0] < radii[$0] }
    }
  }

  /// In how many real balls a fake lies, as a share of k. Naeem et al. 2020, arXiv 2002.09797.
  public func density(neighbour k: Int = 5) -> Double {
    let radii = real.radii(neighbour: k)
    var held = 0
    for r in 0..<real.rows {
      for f in 0..<fake.rows where across[r, f] < radii[r] { held += 1 }
    }
    return Double(held) / Double(k * fake.rows)
  }

  /// Share of real points with a fake inside their own ball; some 1 − 2^−k where both sets are
  /// alike, and less the more kinds of pictures are missing.
  public func coverage(neighbour k: Int = 5) -> Double {
    let radii = real.radii(neighbour: k)
    return share(of: real.rows) { r in (across[row: r].min() ?? .infinity) < radii[r] }
  }

  /// How often the nearest other point, real or fake, is of the same kind: 0.5 where the sets
  /// cannot be told apart, 1 where they are easy to tell apart, less than 0.5 where fakes are
  /// copies. Lopez-Paz and Oquab 2017, arXiv 1610.06545; Xu et al. 2018, arXiv 1806.07755.
  public func nearestNeighbourTest() -> (accuracy: Double, real: Double, fake: Double) {
    let back = across.transposed
    func isAlike(_ own: DistanceTable, _ other: DistanceTable, _ index: Int, wins: Bool) -> Bool {
      guard let mine = own.nearest(to: index, excluding: index),
        let theirs = other.nearest(to: index)
      else { return false }
      // Of equally near ones the real one counts, as it stands first.
      let (near, far) = (own[index, mine], other[index, theirs])
      return near < far || (near == far && wins)
    }
    let reals = share(of: real.rows) { isAlike(real, across, $0, wins: true) }
    let fakes = share(of: fake.rows) { isAlike(fake, back, $0, wins: false) }
    let all = reals * Double(real.rows) + fakes * Double(fake.rows)
    return (all / Double(real.rows + fake.rows), reals, fakes)
  }

  /// How far a fake is from the nearest real point, on average, in units of how far a real point is
  /// from its nearest: far below 1 means copies of the training set.
  public func nearestDistance() -> Double {
    let own = real.radii(neighbour: 1)
    let back = across.transposed
    let distances = (0..<fake.rows).map { back[row: $0].min() ?? .nan }
    return mean(distances) / mean(own)
  }

  /// Share of fakes that are at least as far from their nearest real point as that point is from
  /// its own nearest one. Alaa et al. 2022, arXiv 2102.08921.
  public func authenticity() -> Double {
    let own = real.radii(neighbour: 1)
    let back = across.transposed
    return share(of: fake.rows) { f in
      guard let nearest = back.nearest(to: f) else { return false }
      return back[f, nearest] >= own[nearest]
    }
  }

  /// Mean distance of two fakes in units of that of two real points.
  public func pairDistance() -> Double { mean(fake.pairs) / mean(real.pairs) }

  /// Share of pairs of fakes that are nearer to each other than all but one in a hundred pairs of
  /// real points.
  public func closePairs() -> Double {
    let sorted = ascending(real.pairs)
    guard !sorted.isEmpty else { return .nan }
    let limit = sorted[sorted.count / 100]
    let pairs = fake.pairs
    return Double(pairs.count { $0 < limit }) / Double(pairs.count)
  }

  private func share(of count: Int, _ holds: (Int) -> Bool) -> Double {
    Double((0..<count).count(where: holds)) / Double(count)
  }
}

func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
