import Foundation
import Tensors

/// Sliced Wasserstein distance of patches at several scales, times 1000 (Karras et al. 2018, arXiv
/// 1710.10196).
///
/// Each level of a Laplacian pyramid down to 16 pixels gives 7 × 7 patches at random positions;
/// each set of patches is brought to mean 0 and standard deviation 1, projected on random
/// directions, and the sorted projections are compared. 128 patches a picture and level as in the
/// paper, 128 directions (the paper: 512); the same positions and directions for both sets. NaN for
/// pictures under 16 pixels.
public func slicedWasserstein(_ a: PictureSet, _ b: PictureSet, on workers: WorkerPool) -> Double {
  let levels = pyramidLevels(a)
  guard levels > 0 else { return .nan }
  let distances = (0..<levels).map { level in
    let directions = projectionDirections(level)
    let x = ProjectablePoints(patches(a, level: level, on: workers))
    let y = ProjectablePoints(patches(b, level: level, on: workers))
    let parts = workers.map(directions.count) { index in
      projectedDistance(x, y, along: directions[index])
    }
    return mean(parts) * 1000
  }
  return mean(distances)
}

/// The mean absolute difference of the sorted projections of two equally large sets of points: the
/// first Wasserstein distance along a direction.
public func projectedDistance(
  _ a: ProjectablePoints, _ b: ProjectablePoints, along direction: [Double]
) -> Double {
  mean(
    zip(a.sortedProjections(along: direction), b.sortedProjections(along: direction)).map {
      abs($0 - $1)
    })
}

private let patchSide = 7
private let patchesPerPicture = 128

/// How often a picture can be halved before it is smaller than 16 pixels, and itself.
private func pyramidLevels(_ pictures: PictureSet) -> Int {
  var levels = 0
  var side = min(pictures.height, pictures.width)
  while side >= 16 {
    levels += 1
    side /= 2
  }
  return levels
}

private func projectionDirections(_ level: Int) -> [[Double]] {
  (0..<128).map { index in
    var stream = RandomStream(seed: 2, .measures, index: level, subindex: index)
    var direction: [Double] = []
    while direction.count < patchSide * patchSide {
      let (first, second) = stream.normalPair()
      direction += [first, second]
    }
    direction.removeLast(direction.count - patchSide * patchSide)
    let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return direction.map { $0 / length }
  }
}

/// Patches of one level of all pictures, normalised as a set.
private func patches(_ pictures: PictureSet, level: Int, on workers: WorkerPool) -> Points {
  let isCoarsest = level == pyramidLevels(pictures) - 1
  let each = workers.map(pictures.count) { index -> [Double] in
    var plane = pictures[index]
    for _ in 0..<level { plane = plane.smoothed(pyramidFilter).halved }
    if !isCoarsest { plane = detail(plane) }
    var stream = RandomStream(seed: 3, .measures, index: level, subindex: index)
    var values: [Double] = []
    values.reserveCapacity(patchesPerPicture * patchSide * patchSide)
    for _ in 0..<patchesPerPicture {
      let top = stream.below(plane.height - patchSide + 1)
      let left = stream.below(plane.width - patchSide + 1)
      for row in top..<top + patchSide {
        for column in left..<left + patchSide { values.append(Double(plane[row, column])) }
      }
    }
    return values
  }
  return normalized(each.flatMap(\.self))
}

/// Patches with mean 0 and standard deviation 1 over the whole set.
private func normalized(_ values: [Double]) -> Points {
  let center = mean(values)
  let standardDeviation =
    (values.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(values.count))
    .squareRoot()
  let scale = standardDeviation > 0 ? 1 / standardDeviation : 0
  return Points(values.map { ($0 - center) * scale }, dimensions: patchSide * patchSide)
}

/// What is lost by halving a picture and doubling it again.
private func detail(_ plane: Plane) -> Plane {
  let coarse = plane.smoothed(pyramidFilter).halved
  var result = plane
  for row in 0..<plane.height {
    for column in 0..<plane.width {
      result[row, column] -=
        coarse[
          min(row / 2, coarse.height - 1), min(column / 2, coarse.width - 1)]
    }
  }
  return result
}

/// The binomial filter of Burt and Adelson's pyramids (1983).
private let pyramidFilter: [Float] = [1, 4, 6, 4, 1].map { $0 / 16 }
