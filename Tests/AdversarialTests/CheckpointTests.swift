import Foundation
import Kernels
import Networks
import Synchronization
import Testing

@testable import Adversarial

/// A training that goes on from a checkpoint is the one that was never stopped, bit for bit.
struct CheckpointTests {
  /// Optimizers with their options, and what else there is that could be forgotten.
  static let recipes: [(String, [String: Double])] = [
    ("sgd", [:]), ("sgd", ["momentum": 0.5]), ("sgd", ["momentum": 0.5, "nesterov": 1]),
    ("adam", [:]), ("rmsprop", [:]), ("rmsprop", ["momentum": 0.5]),
  ]

  @Test(arguments: recipes.indices, [false, true])
  func everyStopIsPassedOver(index: Int, isLogits: Bool) throws {
    let (optimizer, options) = Self.recipes[index]
    var recipe = try Small.recipe(
      epochs: 3, objective: isLogits ? "bce_logits" : "bce", discriminatorSteps: isLogits ? 2 : 1,
      dropsLastBatch: false)
    recipe.optimizer = try optimizerCatalog.find(optimizer).optimizer(options)
    let whole = try finished(Course(recipe, isLogits))
    // Ten samples in batches of four: three steps an epoch.
    for stop in 0...9 {
      let course = try Course(recipe, isLogits)
      var steps = 0
      try course.go {
        steps += 1
        return steps > stop
      }
      let bytes = course.checkpoint
      #expect(try Course(recipe, isLogits, from: bytes).checkpoint == bytes)
      let resumed = try finished(Course(recipe, isLogits, from: bytes))
      #expect(resumed == whole, "\(optimizer) stopped after \(stop) steps")
    }
  }

  @Test func manyStopsInOneRun() throws {
    let recipe = try Small.recipe(epochs: 4, dropsLastBatch: false)
    let whole = try finished(Course(recipe))
    var bytes: [UInt8]?
    for _ in 0..<20 {
      let course = try Course(recipe, from: bytes)
      var steps = 0
      try course.go {
        steps += 1
        return steps > 1
      }
      bytes = course.checkpoint
    }
    #expect(bytes == whole)
  }

  @Test func givenLatentsAreTakenFromTheirRow() throws {
    let latents = (0..<3 * 8 * 3).map { Float(cos(Double($0))) }
    let recipe = try Small.recipe(latents: latents)
    let whole = try finished(Course(recipe))
    let course = try Course(recipe)
    var steps = 0
    try course.go {
      steps += 1
      return steps > 3
    }
    #expect(try finished(Course(recipe, from: course.checkpoint)) == whole)
  }

  @Test func everyDamageIsNoticed() throws {
    let course = try Course(Small.recipe())
    try course.go { false }
    let bytes = course.checkpoint
    for length in stride(from: 0, to: bytes.count, by: 97) {
      #expect(throws: NetworkError.self) { try Checkpoint(Array(bytes[..<length])) }
    }
    let header = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) } + 8
    for offset in stride(from: header, to: bytes.count, by: 13) {
      var damaged = bytes
      damaged[offset] ^= 1 << UInt8(offset % 8)
      let error = try #require(throws: NetworkError.self) { try Checkpoint(damaged) }
      #expect(error.message.contains("does not match its checksum"))
    }
  }

  /// Counters, names and shapes decide what a resumed training does, as weights do.
  @Test func everyFlippedBitOfTheHeaderIsNoticed() throws {
    let course = try Course(Small.recipe())
    try course.go { false }
    let bytes = course.checkpoint
    let header = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) } + 8
    for offset in 0..<header {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[offset] ^= 1 << UInt8(bit)
        #expect(throws: NetworkError.self, "bit \(bit) of byte \(offset)") {
          try Checkpoint(damaged)
        }
      }
    }
  }

  /// A header that somebody wrote on purpose, with its checksum, is read or refused like any other.
  @Test func aSealedHeaderIsReadOrRefused() throws {
    let course = try Course(Small.recipe())
    try course.go { false }
    let bytes = course.checkpoint
    let header = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) } + 8
    // The digits of the checksum, after the name of its key.
    let digits = try #require(bytes.firstRange(of: Array("\":\"".utf8))).upperBound
    #expect(CheckpointSeal.sealed(blanked(bytes, digits)) == bytes)
    for offset in digits + 64..<header {
      var changed = blanked(bytes, digits)
      changed[offset] ^= 1 << UInt8(offset % 8)
      do { _ = try Checkpoint(CheckpointSeal.sealed(changed)).history } catch {
        #expect(error is NetworkError, "byte \(offset)")
      }
    }
  }

  private func blanked(_ bytes: [UInt8], _ digits: Int) -> [UInt8] {
    bytes[..<digits] + Array(CheckpointSeal.blank.utf8) + bytes[(digits + 64)...]
  }

  /// Numbers that other numbers contradict in no way: only the checksum tells.
  @Test(arguments: ["steps", "latent_row", "generator_steps", "discriminator_steps", "recipe"])
  func anotherNumberInTheHeaderIsNoticed(key: String) throws {
    let course = try Course(Small.recipe())
    try course.go { false }
    let bytes = course.checkpoint
    let head = Array("\"\(key)\":\"".utf8)
    let found = try #require(bytes.indices.first { bytes[$0...].starts(with: head) })
    var damaged = bytes
    damaged[found + head.count] ^= 1
    let error = try #require(throws: NetworkError.self) { try Checkpoint(damaged) }
    #expect(error.message.contains("the header does not match its checksum"))
  }

  /// What is known to be whole is read only as far as it is asked for.
  @Test func noMoreIsReadThanIsAskedFor() throws {
    let course = try Course(Small.recipe())
    try course.go { false }
    let bytes = course.checkpoint
    let read = Mutex(0)
    let file = try SafetensorsFile(size: bytes.count) { range in
      read.withLock { $0 += range.count }
      return Array(bytes[range])
    }
    func cost(_ body: () throws -> Void) rethrows -> Int {
      read.withLock { $0 = 0 }
      try body()
      return read.withLock { $0 }
    }
    let whole = try cost { _ = try Checkpoint(file) }
    let tensors = bytes.count - 8 - Int(bytes[0]) - Int(bytes[1]) << 8
    #expect(whole >= tensors)
    let checkpoint = try Checkpoint(file, isVerified: true)
    #expect(try cost { _ = try Checkpoint(file, isVerified: true) } < 500)
    let weights = try Small.networks().generator.storedParameterCount * 4
    let opened = try cost {
      _ = try checkpoint.weights(of: .generator, for: Small.networks().generator)
    }
    #expect((weights..<weights + 100).contains(opened))
  }

  @Test func anotherNetworkIsRefused() throws {
    let course = try Course(Small.recipe())
    let checkpoint = try Checkpoint(course.checkpoint)
    #expect(throws: NetworkError.self) {
      try Trainer(
        Small.networks(hidden: ["batchnorm", "relu"]), Small.recipe(), data: Small.data,
        from: checkpoint, workers: WorkerPool(threads: 1))
    }
    var adam = try Small.recipe()
    adam.optimizer = try optimizerCatalog.find("adam").optimizer()
    #expect(throws: NetworkError.self) { try Course(adam, from: course.checkpoint) }
  }

  @Test func weightsAreFoundAgain() throws {
    let course = try Course(Small.recipe())
    try course.go { false }
    let weights = try Checkpoint(course.checkpoint).weights(
      of: .generator, for: Small.networks().generator)
    #expect(
      weights.entries.map(\.tensor.values) == course.trainer.generator.entries.map(\.tensor.values))
  }

  /// A trainer and what it noted.
  private final class Course {
    let trainer: Trainer
    var history = History()

    init(_ recipe: Recipe, _ isLogits: Bool = false, from bytes: [UInt8]? = nil) throws {
      // Dropout, batch norm and a small last batch: whatever counts.
      let networks = try Small.networks(
        hidden: isLogits ? ["batchnorm", "relu", "dropout"] : ["leakyrelu", "dropout"],
        output: isLogits ? nil : "sigmoid")
      let workers = WorkerPool(threads: 1)
      if let bytes {
        let checkpoint = try Checkpoint(bytes)
        trainer = try Trainer(
          networks, recipe, data: Small.data, from: checkpoint, workers: workers)
        history = try checkpoint.history
      } else {
        trainer = try Trainer(networks, recipe, data: Small.data, workers: workers)
        history.measurements = Measurements(names: ["spread", "nearest"])
      }
    }

    func go(_ shouldStop: () -> Bool) throws {
      while trainer.epochs < trainer.recipe.epochs {
        guard let record = try trainer.epoch(learningRates: Small.rates, shouldStop: shouldStop)
        else { return }
        history.records.append(record)
        history.snapshots.append(
          Snapshot(epoch: record.epoch, pixels: [1, 2, UInt8(record.epoch)]))
        if record.epoch % 2 == 1 {
          history.measurements.rows.append(
            .init(epoch: record.epoch, values: [record.generator, .nan]))
        }
      }
    }

    var checkpoint: [UInt8] { trainer.checkpoint(recipe: "small", history: history) }
  }

  private func finished(_ course: Course) throws -> [UInt8] {
    try course.go { false }
    return course.checkpoint
  }
}
