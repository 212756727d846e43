import Adversarial
import Foundation
import Kernels
import Networks
import Synchronization
import Tensors
import Testing

/// A training of which every process has a part of each batch, against one that has all of it. Processes are
/// threads here.
struct SharedTrainingTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var networks: NetworkPair
    var recipe: Recipe
    var testDescription: String { name }
  }

  private static let picture = Shape(channels: 1, height: 4, width: 4)
  private static let kinds = (0..<16).map { $0 % 3 }
  private static let data = TrainingData(
    values: (0..<16 * 16).map { Float(sin(Double($0 * $0))) }, shape: picture, kinds: kinds)

  private static func network(
    _ name: String, _ input: Shape, kinds: Int = 0, _ elements: [Network.Element]
  )
    throws -> Network
  {
    try Network(
      name: name, input: input, kinds: kinds, elements: elements,
      initializer: Initializer(named: "he"))
  }

  static let cases: [Case] = {
    do {
      var recipe = try Small.recipe(batch: 8)
      recipe.epochs = 10
      var all = try Small.recipe(batch: 8, objective: "bce_logits")
      all.augmentation = Augmentation([.flip, .shift, .contrast], picture: picture)
      all.noise = InstanceNoise(standardDeviation: 0.2, untilEpoch: 8)
      all.penalties = [
        GradientPenalty(.real, weight: 0.3, every: 2), GradientPenalty(.mixture, weight: 0.1),
      ]
      all.averageKeep = 0.9
      all.balances = true
      all.clip = 2
      return [
        Case(
          name: "batch norm and dropout in both",
          networks: NetworkPair(
            generator: try network(
              "generator", Shape(3),
              [.dense(8), "batchnorm", "relu", "dropout", .dense(16), "tanh"]),
            discriminator: try network(
              "discriminator", Shape(16),
              [.dense(8), "batchnorm", "leakyrelu", "dropout", .dense(1), "sigmoid"])),
          recipe: recipe),
        Case(
          name: "pictures of kinds, with all remedies",
          networks: NetworkPair(
            generator: try network(
              "generator", Shape(3), kinds: 3,
              [
                .dense(Shape(channels: 4, height: 2, width: 2)), "batchnorm", "relu", "up",
                .init("conv", 1), "tanh",
              ]),
            discriminator: try network(
              "discriminator", picture, kinds: 3,
              [.init("conv", 4), "leakyrelu", .dense(1)])), recipe: all),
      ]
    } catch { fatalError("\(error)") }
  }()

  /// Losses and weights of twenty steps.
  private static func steps(
    _ test: Case, collective: (any Collective)?
  ) throws -> (losses: [StepLosses], weights: [Float]) {
    var recipe = test.recipe
    recipe.processes = collective?.count ?? 1
    let trainer = try Trainer(
      test.networks, recipe, data: data, workers: WorkerPool(threads: 1), collective: collective)
    let losses = try (0..<20).map { step in
      try trainer.step((0..<8).map { (3 * step + $0) % 16 }, learningRates: LearningRates(0.05))
    }
    let weights = [trainer.drawingGenerator, trainer.discriminator].flatMap {
      $0.entries.flatMap(\.tensor.values)
    }
    return (losses, weights)
  }

  private static func shared(_ test: Case, count: Int) throws -> [(
    losses: [StepLosses], weights: [Float]
  )] {
    let group = ThreadGroup(count: count)
    let results = Results()
    group.perform { number in
      let result = try? steps(test, collective: group.member(number))
      results.all.withLock { $0[number] = result }
    }
    let all = results.all.withLock { $0 }
    return try (0..<count).map { try #require(all[$0]) }
  }

  @Test(arguments: cases, [2, 4]) func partsOfABatchMakeTheWhole(test: Case, count: Int) throws {
    let alone = try Self.steps(test, collective: nil)
    let together = try Self.shared(test, count: count)
    for (one, other) in zip(alone.losses, together[0].losses) {
      #expect(abs(one.discriminator - other.discriminator) < 1e-5)
      #expect(abs((one.generator ?? 9) - (other.generator ?? 0)) < 1e-5)
      #expect(abs(one.realScore - other.realScore) < 1e-5)
      #expect(abs(one.fakeScore - other.fakeScore) < 1e-5)
    }
    for (one, other) in zip(alone.weights, together[0].weights) {
      #expect(abs(one - other) < 1e-5)
    }
    // All have the same bits, and have them again.
    let again = try Self.shared(test, count: count)
    for result in together + again {
      #expect(result.weights == together[0].weights)
      #expect(result.losses == together[0].losses)
    }
  }

  @Test func allStopBeforeTheSameStep() throws {
    let group = ThreadGroup(count: 2)
    let results = Results()
    let test = Self.cases[0]
    group.perform { number in
      var recipe = test.recipe
      recipe.processes = 2
      let trainer = try? Trainer(
        test.networks, recipe, data: Self.data, workers: WorkerPool(threads: 1),
        collective: group.member(number))
      // Only one of them is told to stop.
      var asked = 0
      for _ in 0..<5 {
        let record = try? trainer?.epoch(learningRates: Small.rates) {
          asked += 1
          return number == 1 && asked > 5
        }
        if record == nil { break }
      }
      results.steps.withLock { $0.append(trainer?.steps ?? 0) }
    }
    #expect(results.steps.withLock { $0 } == [5, 5])
  }

  @Test func whatCannotBeSharedIsRefused() throws {
    let networks = Self.cases[0].networks
    var recipe = try Small.recipe(batch: 8)
    recipe.processes = 3
    #expect(throws: TrainingError.batchDoesNotDivide(batch: 8, processes: 3, isLast: false)) {
      try recipe.check(networks, data: Self.picture, samples: 16, kinds: 3)
    }
    recipe = try Small.recipe(batch: 6, dropsLastBatch: false)
    recipe.processes = 3
    #expect(throws: TrainingError.batchDoesNotDivide(batch: 4, processes: 3, isLast: true)) {
      try recipe.check(networks, data: Self.picture, samples: 16, kinds: 3)
    }
    recipe = try Small.recipe(batch: 8)
    recipe.processes = 2
    var compared = networks
    compared.discriminator = try Self.network(
      "discriminator", Shape(16), [.dense(4), "minibatchstd", .dense(1), "sigmoid"])
    #expect(throws: TrainingError.needsWholeBatch("minibatchstd of the discriminator")) {
      try recipe.check(compared, data: Self.picture, samples: 16, kinds: 3)
    }
  }
}

/// What threads come to.
private final class Results: Sendable {
  let all = Mutex<[Int: (losses: [StepLosses], weights: [Float])]>([:])
  let steps = Mutex<[Int]>([])
}

/// Threads that compute one thing together.
private final class ThreadGroup: Sendable {
  private struct State {
    var given: [Int: [Double]] = [:]
    var result: [Double] = []
    var left = 0
  }

  let count: Int
  private let state = Mutex(State())
  private let condition = NSCondition()

  init(count: Int) { self.count = count }

  /// Does something on each thread, and waits for all.
  func perform(_ body: @escaping @Sendable (Int) -> Void) {
    let done = DispatchSemaphore(value: 0)
    for number in 0..<count {
      Thread.detachNewThread {
        body(number)
        done.signal()
      }
    }
    for _ in 0..<count { done.wait() }
  }

  func member(_ number: Int) -> any Collective { Member(number: number, group: self) }

  fileprivate func gather(_ numbers: [Double], _ number: Int) -> [Double] {
    condition.lock()
    defer { condition.unlock() }
    // The last round's results must have been taken.
    while state.withLock({ $0.left }) > 0 { condition.wait() }
    let isLast = state.withLock { state in
      state.given[number] = numbers
      guard state.given.count == count else { return false }
      state.result = (0..<count).flatMap { state.given[$0] ?? [] }
      state.given = [:]
      state.left = count
      return true
    }
    if isLast { condition.broadcast() }
    while state.withLock({ $0.left }) == 0 { condition.wait() }
    let result = state.withLock { state in
      state.left -= 1
      return state.result
    }
    condition.broadcast()
    return result
  }

  private struct Member: Collective {
    let number: Int
    let group: ThreadGroup
    var count: Int { group.count }

    func gather(_ numbers: [Double]) -> [Double] { group.gather(numbers, number) }

    func average(_ numbers: UnsafeMutableBufferPointer<Float>) {
      let means = sum(numbers.map(Double.init))
      for index in numbers.indices { numbers[index] = Float(means[index]) / Float(count) }
    }
  }
}
