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

/// Sliced Wasserstein distance of two sets of points, times 1000: the mean of the distances along 1024
/// random directions, always the same (Rabin et al. 2011).
func slicedWasserstein(_ a: Points, _ b: Points, on workers: WorkerPool) -> Double {
  let (x, y) = (ProjectablePoints(a), ProjectablePoints(b))
  let parts = workers.map(1024) { index in
    var stream = RandomStream(seed: 6, .measures, index: index)
    return projectedDistance(x, y, along: direction(a.dimensions, &stream))
  }
  return mean(parts) * 1000
}

/// The first Wasserstein distance of two sets of points along a direction: of equally large sets the
/// mean absolute difference of their sorted projections.
public func projectedDistance(
  _ a: ProjectablePoints, _ b: ProjectablePoints, along direction: [Double]
) -> Double {
  let (x, y) = (a.sortedProjections(along: direction), b.sortedProjections(along: direction))
  if x.count == y.count { return mean(zip(x, y).map { abs($0 - $1) }) }
  // Between two steps of either distribution the same two points face each other.
  var (i, j, done, sum) = (0, 0, 0.0, 0.0)
  while i < x.count, j < y.count {
    let (endX, endY) = (Double(i + 1) / Double(x.count), Double(j + 1) / Double(y.count))
    let end = min(endX, endY)
    sum += (end - done) * abs(x[i] - y[j])
    done = end
    // Compared as whole numbers, since (i + 1) / n and (j + 1) / m may differ by rounding only.
    let (left, right) = ((i + 1) * y.count, (j + 1) * x.count)
    if left <= right { i += 1 }
    if right <= left { j += 1 }
  }
  return sum
}

/// A random unit vector.
private func direction(_ dimensions: Int, _ stream: inout RandomStream) -> [Double] {
  var direction: [Double] = []
  while direction.count < dimensions {
    let (first, second) = stream.normalPair()
    direction += [first, second]
  }
  direction.removeLast(direction.count - dimensions)
  let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
  return direction.map { $0 / length }
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
    return direction(patchSide * patchSide, &stream)
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
