import Vocabulary

/// All measures of generated samples, quality first, variety next, copying last.
public let measureCatalog = Catalog<Measure>(
  "measure",
  [
    Measure(
      Term(
        "kid", "kernel distance to the real pictures, unbiased; 0 where nothing differs",
        discussion: """
          Squared maximum mean discrepancy with the kernel (x.y/d + 1)^3 on what pictures look like, \
          not on an Inception network's features. Binkowski et al. 2018, arXiv 1801.01401.
          """), aim: .low, version: 3
    ) {
      kernelDistance(
        $0.reference.directions, $0.directions, withinFirst: $0.reference.meanKernel)
    },
    Measure(
      Term(
        "frechet", "distance of mean and spread from the real pictures'",
        discussion: """
          Frechet distance of normal distributions of what pictures look like; no Inception \
          network, so not FID. Too large by chance the fewer pictures there are: see its floor. \
          Heusel et al. 2017, arXiv 1706.08500.
          """), aim: .low, version: 3
    ) { frechetDistance($0.reference.normal, $0.directions) },
    Measure(
      Term(
        "swd", "distance to the real pictures along random directions, times 1000",
        discussion: """
          Sliced Wasserstein distance of what pictures look like, along 1024 directions. With \
          features=pixels of 7 x 7 patches of a Laplacian pyramid: Karras et al. 2018, arXiv \
          1710.10196.
          """), aim: .low, needsPictures: true, smallestSide: 8, smallestSideInPixels: 16,
      isQuick: false, version: 3
    ) { comparison in
      if comparison.reference.seeing == .scattering {
        return slicedWasserstein(
          comparison.reference.directions, comparison.directions,
          on: comparison.reference.workers)
      }
      guard let real = comparison.reference.pictures, let fake = comparison.pictures else {
        return .nan
      }
      return slicedWasserstein(real, fake, on: comparison.reference.workers)
    },
    Measure(
      Term(
        "spectrum", "difference of the logarithms of power by spatial frequency",
        discussion: """
          The noise of an MLP shows as too much power at high frequencies. Durall et al. 2020, \
          arXiv 2003.01826.
          """), aim: .low, needsPictures: true, smallestSide: 2, needsSpread: false, isQuick: false
    ) { comparison in
      guard let real = comparison.reference.spectrum, let fake = comparison.pictures else {
        return .nan
      }
      return spectralDistance(real, radialSpectrum(fake, on: comparison.reference.workers))
    },
    Measure(
      Term(
        "precision",
        "share of generated pictures among real ones (3 neighbours); blind to noise",
        discussion: "Kynkaanniemi et al. 2019, arXiv 1904.06991."), aim: .high,
      fewestReal: Reference.fewestOfNeighbours, version: 3
    ) { $0.neighbours.precision() },
    Measure(
      Term(
        "recall", "share of real pictures among generated ones (3 neighbours)",
        discussion: "Kynkaanniemi et al. 2019, arXiv 1904.06991."), aim: .high,
      fewestReal: Reference.fewestOfNeighbours, version: 3
    ) { $0.neighbours.recall() },
    Measure(
      Term(
        "density",
        "how densely generated pictures lie among real ones (5 neighbours); blind to noise",
        discussion: "1 is as dense as the real ones. Naeem et al. 2020, arXiv 2002.09797."),
      aim: .near(1), fewestReal: Reference.fewestOfNeighbours, version: 3
    ) { $0.neighbours.density() },
    Measure(
      Term(
        "coverage", "share of real pictures with a generated one nearby (5 neighbours)",
        discussion: """
          0.97 where nothing differs; it falls as kinds of pictures go missing. Naeem et al. 2020, \
          arXiv 2002.09797.
          """), aim: .high, fewestReal: Reference.fewestOfNeighbours, version: 3
    ) { $0.neighbours.coverage() },
    Measure(
      Term(
        "nn", "how often the nearest other picture is of the same sort, real or generated",
        discussion: """
          0.5 where nobody could tell, 1 where anybody can, below 0.5 for copies. Lopez-Paz and \
          Oquab 2017, arXiv 1610.06545.
          """), aim: .near(0.5), fewestReal: Reference.fewestOfNeighbours, version: 3
    ) { $0.nearestNeighbourTest.accuracy },
    Measure(
      Term(
        "nn_real", "the same of real pictures alone: low with a high nn_fake means collapse"),
      aim: .near(0.5), fewestReal: Reference.fewestOfNeighbours, version: 3
    ) { $0.nearestNeighbourTest.real },
    Measure(
      Term("nn_fake", "the same of generated pictures alone"), aim: .near(0.5),
      fewestReal: Reference.fewestOfNeighbours, version: 3
    ) { $0.nearestNeighbourTest.fake },
    Measure(
      Term(
        "ndb", "how many of 12 bins are filled differently from the real pictures (at 5 %)",
        discussion: "Bins by k-means on real pictures. Richardson and Weiss 2018, arXiv 1805.12462."
      ), aim: .low, version: 3
    ) { Double($0.reference.bins.differentCount($0.points)) },
    Measure(
      Term("js", "Jensen-Shannon divergence of those bins, from 0 to 0.693"), aim: .low, version: 3
    ) { $0.reference.bins.divergence($0.points) },
    Measure(
      Term(
        "variety", "mean distance of two generated pictures, as a share of the real ones'",
        discussion: "The cheapest alarm for collapse."), aim: .near(1), version: 3
    ) { $0.neighbours.pairDistance() },
    Measure(
      Term(
        "twins", "share of pairs that are closer than all but 1 % of real pairs"),
      aim: .near(0.01), version: 3
    ) { $0.neighbours.closePairs() },
    Measure(
      Term(
        "vendi", "effective number of different pictures, as a share of the real ones'",
        discussion: """
          e to the entropy of the eigenvalues of a Gaussian kernel, its width the median distance \
          of real pictures. Friedman and Dieng 2023, arXiv 2210.02410.
          """), aim: .near(1), isQuick: false, version: 3
    ) { comparison in
      effectiveCount(comparison.distances, width: comparison.reference.width)
        / comparison.reference.effectiveCount
    },
    Measure(
      Term(
        "msssim", "how alike two generated pictures are, minus the same of real ones",
        discussion: """
          Mean multi-scale structural similarity of 200 random pairs. Wang et al. 2003; Odena et \
          al. 2017, arXiv 1610.09585.
          """), aim: .near(0), needsPictures: true, smallestSide: 11,
      needsSpread: false, isQuick: false
    ) { comparison in
      guard let real = comparison.reference.similarity, let fake = comparison.pictures else {
        return .nan
      }
      return meanSimilarity(fake, on: comparison.reference.workers) - real
    },
    Measure(
      Term(
        "nearest", "distance to the nearest real picture, in units of the real ones' own",
        discussion: "Far below 1 means copies of the training pictures."), aim: .near(1),
      fewestReal: Reference.fewestOfNeighbours, version: 3
    ) { $0.neighbours.nearestDistance() },
    Measure(
      Term(
        "authenticity", "share of generated pictures that are no closer copies than real ones are",
        discussion: "Alaa et al. 2022, arXiv 2102.08921."), aim: .high,
      fewestReal: Reference.fewestOfNeighbours, version: 3
    ) { $0.neighbours.authenticity() },
  ])
