import Measures
import Tensors
import Testing

/// Every formula against NumPy and SciPy, on the same numbers.
struct FormulaTests {
  private let expected: Expected
  private let neighbours = Neighbours(
    real: DistanceTable(Inputs.real, Inputs.real), fake: DistanceTable(Inputs.fake, Inputs.fake),
    across: DistanceTable(Inputs.real, Inputs.fake))

  init() throws { expected = try Expected.load() }

  @Test func divergences() {
    #expect(agree(kernelDistance(Inputs.real, Inputs.fake), expected.kid))
    #expect(agree(frechetDistance(Inputs.real, Inputs.fake), expected.frechet, 1e-7))
    #expect(abs(frechetDistance(Inputs.real, Inputs.real)) < 1e-9)
  }

  @Test func neighbourMeasures() {
    #expect(agree(neighbours.precision(), expected.precision))
    #expect(agree(neighbours.recall(), expected.recall))
    #expect(agree(neighbours.density(), expected.density))
    #expect(agree(neighbours.coverage(), expected.coverage))
    let test = neighbours.nearestNeighbourTest()
    #expect(agree(test.accuracy, expected.nn))
    #expect(agree(test.real, expected.realTest))
    #expect(agree(test.fake, expected.fakeTest))
    #expect(agree(neighbours.nearestDistance(), expected.nearest))
    #expect(agree(neighbours.authenticity(), expected.authenticity))
    #expect(agree(neighbours.pairDistance(), expected.variety))
    #expect(agree(neighbours.closePairs(), expected.twins))
  }

  @Test func effectiveCounts() {
    let real = DistanceTable(Inputs.real, Inputs.real)
    let pairs = real.pairs.sorted()
    let width = pairs[pairs.count / 2]
    #expect(agree(effectiveCount(real, width: width), expected.realVendi))
    let fake = DistanceTable(Inputs.fake, Inputs.fake)
    #expect(agree(effectiveCount(fake, width: width), expected.fakeVendi))
  }

  @Test func bins() {
    let unit = { (axis: Int) in (0..<8).map { $0 == axis ? 3.0 : 0 } }
    let centers =
      unit(0) + unit(1) + unit(2) + [Double](repeating: 0, count: 8)
      + [Double](repeating: 1, count: 8)
    let bins = Bins(centers: Points(centers, dimensions: 8), real: Inputs.real)
    #expect(Double(bins.differentCount(Inputs.fake)) == expected.ndb)
    #expect(agree(bins.divergence(Inputs.fake), expected.js))
  }

  @Test func pictures() {
    let planes = (0..<6).map { Inputs.picture(100 + $0) }
    let pairs = [(0, 1), (2, 3), (4, 4)]
    for ((a, b), value) in zip(pairs, expected.msssim) {
      #expect(agree(multiscaleSimilarity(planes[a], planes[b]), value, 1e-4))
    }
    let set = PictureSet(planes.flatMap(\.values), height: 40, width: 48)
    let spectrum = radialSpectrum(set, on: WorkerPool(threads: 2))
    #expect(spectrum.count == expected.spectrum.count)
    for (power, value) in zip(spectrum, expected.spectrum) {
      #expect(agree(power / value, 1, 1e-6))
    }
  }

  @Test func projections() {
    let a = Points(Inputs.uniform(200, 360), dimensions: 9)
    let b = Points(Inputs.uniform(201, 360).map { $0 * $0 }, dimensions: 9)
    let direction = Inputs.uniform(202, 9).map { $0 - 0.5 }
    #expect(
      agree(
        projectedDistance(ProjectablePoints(a), ProjectablePoints(b), along: direction),
        expected.projected))
  }

  /// Eight at once or one by one, digit by digit or compared: the same bits.
  @Test func projectionsAreSummedAndSortedInOrder() {
    let direction = Inputs.uniform(203, 9).map { $0 - 0.5 }
    for count in [0, 1, 7, 8, 9, 100] {
      let points = Points(Inputs.uniform(204, 9 * count).map { $0 - 0.5 }, dimensions: 9)
      let plain = (0..<count).map { row in
        points[row].enumerated().reduce(0.0) { $0 + $1.element * direction[$1.offset] }
      }
      #expect(ProjectablePoints(points).sortedProjections(along: direction) == plain.sorted())
    }
    let numbers =
      Inputs.uniform(205, 3000).map { ($0 - 0.5) * 1e3 } + [.infinity, -.infinity, 0, 5e-324, 1, 1]
    #expect(ascending(numbers) == numbers.sorted())
  }

  @Test func principalComponents() {
    let samples = Inputs.uniform(300, 6000).enumerated().map { i, u in
      Float(u * (0.2 + 1.8 * Double(i % 200) / 199))
    }
    let workers = WorkerPool(threads: 2)
    let components = PrincipalComponents(samples, features: 200, dimensions: 6, on: workers)
    #expect(agree(components.explained, expected.explained, 1e-5))
    let points = components.points(of: samples, on: workers)
    for (value, coordinate) in zip(points.values, expected.components) {
      #expect(agree(abs(value), coordinate, 2e-4))
    }
    let meanSquare = points.values.reduce(0) { $0 + $1 * $1 } / Double(points.values.count)
    #expect(agree(meanSquare, 1, 1e-4))
  }

  @Test func eigenvalues() {
    let matrix = symmetric(Inputs.uniform(400, 49), size: 7)
    let eigen = SymmetricEigen(matrix, size: 7, wantsVectors: true)
    for (value, known) in zip(eigen.values, expected.eigenvalues) { #expect(agree(value, known)) }
    for (value, vector) in zip(eigen.values, eigen.vectors) {
      for row in 0..<7 {
        let product = (0..<7).reduce(0.0) { $0 + matrix[row * 7 + $1] * vector[$1] }
        #expect(agree(product, value * vector[row], 1e-12))
      }
    }
  }

  @Test(arguments: [1, 2, 3, 40]) func eigenvectorsAreAnOrthonormalBasis(size: Int) {
    let matrix = symmetric(Inputs.uniform(500, size * size), size: size)
    let eigen = SymmetricEigen(matrix, size: size, wantsVectors: true)
    for i in 0..<size {
      for j in 0..<size {
        let dot = zip(eigen.vectors[i], eigen.vectors[j]).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(agree(dot, i == j ? 1 : 0, 1e-12))
      }
    }
    let trace = (0..<size).reduce(0.0) { $0 + matrix[$1 * size + $1] }
    #expect(agree(eigen.values.reduce(0, +), trace, 1e-10))
    let broken = SymmetricEigen([.nan], size: 1, wantsVectors: true)
    #expect(broken.values[0].isNaN)
  }

  /// A + Aᵀ.
  private func symmetric(_ half: [Double], size: Int) -> [Double] {
    half.indices.map { i -> Double in
      let mirrored = i % size * size + i / size
      return half[i] + half[mirrored]
    }
  }
}
