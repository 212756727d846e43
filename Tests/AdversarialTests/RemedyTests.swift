import Adversarial
import Networks
import Tensors
import Testing

/// What helps beyond the article, against formulas; penalties and averages are also held to PyTorch.
struct RemedyTests {
  static let layouts = [
    PixelLayout(height: 6, width: 5, channels: 1, isChannelsFirst: true),
    PixelLayout(height: 4, width: 7, channels: 3, isChannelsFirst: true),
    PixelLayout(height: 4, width: 7, channels: 3, isChannelsFirst: false),
  ]

  private static func transforms() -> PictureTransforms {
    let transforms = PictureTransforms(batch: 4)
    transforms[1].isMirrored = true
    transforms[1].contrast = 1.4
    transforms[2].down = 1
    transforms[2].right = -2
    transforms[2].contrast = 0.6
    transforms[3].isMirrored = true
    transforms[3].down = -2
    transforms[3].right = 1
    transforms[3].cutRows = -1..<2
    transforms[3].cutColumns = 2..<4
    return transforms
  }

  private static func tensor(_ rows: Int, seed: UInt64) -> Tensor {
    let tensor = Tensor(rows: rows, columns: 4)
    var stream = RandomStream(seed: seed, .drawing)
    tensor.values = (0..<4 * rows).map { _ in stream.uniform() - 0.5 }
    return tensor
  }

  /// The adjoint is what it is called: (T x) . y = x . (T' y) for each picture.
  @Test(arguments: layouts) func gradientsOfChangedPicturesGoBack(layout: PixelLayout) {
    let rows = layout.height * layout.width * layout.channels
    let transforms = Self.transforms()
    let (x, y) = (Self.tensor(rows, seed: 1), Self.tensor(rows, seed: 2))
    let (changed, back) = (Tensor(rows: rows, columns: 4), Tensor(rows: rows, columns: 4))
    for threads in [1, 2] {
      let workers = WorkerPool(threads: threads)
      transforms.apply(x, into: changed, layout, on: workers)
      transforms.applyAdjoint(y, into: back, layout, on: workers)
      for column in 0..<4 {
        var (left, right) = (0.0, 0.0)
        for row in 0..<rows {
          left += Double(changed[row, column]) * Double(y[row, column])
          right += Double(x[row, column]) * Double(back[row, column])
        }
        #expect(abs(left - right) < 1e-5)
      }
    }
  }

  @Test func picturesAreMirroredShiftedAndCut() {
    let layout = PixelLayout(height: 2, width: 3, channels: 1, isChannelsFirst: true)
    let transforms = PictureTransforms(batch: 4)
    transforms[1].isMirrored = true
    transforms[2].right = 1
    transforms[2].brightness = 0.5
    transforms[3].cutRows = 0..<1
    transforms[3].cutColumns = 1..<9
    let x = Tensor(rows: 6, columns: 4)
    for row in 0..<6 { for column in 0..<4 { x[row, column] = Float(row + 1) } }
    let y = Tensor(rows: 6, columns: 4)
    transforms.apply(x, into: y, layout, on: WorkerPool(threads: 1))
    let pictures = (0..<4).map { column in (0..<6).map { y[$0, column] } }
    #expect(pictures[0] == [1, 2, 3, 4, 5, 6])
    #expect(pictures[1] == [3, 2, 1, 6, 5, 4])
    #expect(pictures[2] == [0, 1.5, 2.5, 0, 4.5, 5.5])
    #expect(pictures[3] == [1, 0, 0, 4, 5, 6])
  }

  /// With D(x) = w . x the gradient by x is w everywhere, so that the penalty is a function of |w|.
  @Test(arguments: [(GradientPenalty.Point.real, 0.7), (.fake, 0.7), (.mixture, 0.4)])
  func penaltiesOfALinearDiscriminatorAreTheirFormulas(
    point: GradientPenalty.Point, weight: Double
  ) throws {
    let networks = NetworkPair(
      generator: try Network(name: "generator", input: 2, elements: [.dense(5)]),
      discriminator: try Network(name: "discriminator", input: 5, elements: [.dense(1)]))
    var recipe = Recipe(
      epochs: 1, batch: 3, optimizer: try optimizerCatalog.find("sgd").optimizer(),
      objective: try objectiveCatalog.find("wasserstein").objective)
    let data = TrainingData(values: (0..<15).map { Float($0) / 15 }, shape: 5)
    let w: [Float] = [0.3, -0.2, 0.5, 0.1, -0.7]
    func moved() throws -> [Double] {
      let trainer = try Trainer(networks, recipe, data: data, workers: WorkerPool(threads: 1))
      trainer.discriminator.trained[0].values = w
      _ = try trainer.step([0, 1, 2], learningRates: LearningRates(0.1))
      return trainer.discriminator.trained[0].values.map(Double.init)
    }
    let plain = try moved()
    recipe.penalties = [GradientPenalty(point, weight: weight)]
    let penalised = try moved()
    let norm = w.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    for index in w.indices {
      let derivative =
        point == .mixture
        ? 2 * weight * (1 - 1 / norm) * Double(w[index]) : weight * Double(w[index])
      #expect(abs(penalised[index] - plain[index] + 0.1 * derivative) < 1e-6)
    }
  }

  @Test func learningRatesRiseAndFall() {
    var schedule = LearningRateSchedule()
    #expect(schedule.isConstant && schedule.factor(at: 7, step: 0.1, of: 10) == 1)
    schedule.warmup = 2
    #expect(schedule.factor(at: 0, step: 0.5, of: 10) == 0.25)
    #expect(schedule.factor(at: 3, step: 0.5, of: 10) == 1)
    schedule.decay = .linear
    schedule.decayShare = 0.5
    #expect(schedule.factor(at: 5, step: 0.5, of: 10) == 1)
    #expect(abs(schedule.factor(at: 7.5, step: 0.5, of: 10) - 0.5) < 1e-12)
    schedule.decay = .cosine
    #expect(abs(schedule.factor(at: 7.5, step: 0.5, of: 10) - 0.5) < 1e-12)
    #expect(abs(schedule.factor(at: 10, step: 0.5, of: 10)) < 1e-12)
  }

  @Test func penaltiesWantLayersWithoutCurvature() throws {
    let networks = NetworkPair(
      generator: try Network(name: "generator", input: 2, elements: [.dense(5)]),
      discriminator: try Network(
        name: "discriminator", input: 5, elements: [.dense(4), "batchnorm", "relu", .dense(1)]))
    var recipe = Recipe(
      epochs: 1, batch: 3, optimizer: try optimizerCatalog.find("sgd").optimizer(),
      objective: try objectiveCatalog.find("hinge").objective)
    recipe.penalties = [GradientPenalty(.real, weight: 1)]
    #expect(throws: TrainingError.penaltyNeedsLinearLayers(penalty: "r1", layer: "batchnorm")) {
      try recipe.check(networks, data: 5, samples: 3)
    }
  }

  /// Resuming within and between epochs, with everything that has a state or a random stream.
  @Test func remediesResumeToTheByte() throws {
    var recipe = try Small.recipe(epochs: 3, dropsLastBatch: false)
    recipe.averageKeep = 0.9
    recipe.noise = InstanceNoise(standardDeviation: 0.2, untilEpoch: 2)
    recipe.penalties = [
      GradientPenalty(.real, weight: 0.3, every: 2), GradientPenalty(.mixture, weight: 0.1),
    ]
    recipe.augmentation = Augmentation(
      [.flip, .shift, .cutout, .contrast], picture: Shape(channels: 1, height: 3, width: 4))
    recipe.schedule.decay = .cosine
    recipe.clip = 0.5
    func train(stop: Int?, threads: Int) throws -> [UInt8] {
      let trainer = try Small.trainer(recipe, threads: threads)
      var steps = 0
      var current = trainer
      while current.epochs < 3 {
        let record = try current.epoch(learningRates: Small.rates) {
          steps += 1
          return stop.map { steps > $0 } ?? false && steps == (stop ?? 0) + 1
        }
        if record == nil {
          let bytes = current.checkpoint(recipe: "r", history: History())
          current = try Trainer(
            try Small.networks(), recipe, data: Small.data,
            from: try Checkpoint(withRecords(current, bytes)),
            workers: WorkerPool(threads: threads))
        }
      }
      return current.checkpoint(recipe: "r", history: History())
    }
    let whole = try train(stop: nil, threads: 1)
    for stop in [1, 2] { #expect(try train(stop: stop, threads: 2) == whole) }
  }

  /// A checkpoint needs as many records as epochs; within the first there are none.
  private func withRecords(_ trainer: Trainer, _ bytes: [UInt8]) -> [UInt8] { bytes }
}
