import Adversarial
import Commands
import Foundation
import GANScript
import GoldenTrace
import Kernels
import Networks
import Testing

/// Twelve pairs of networks with every layer, loss and remedy, ten steps each, against PyTorch in float64; and the
/// files of both programs in each other.
///
/// What PyTorch did is in `Fixtures`, written by `Reference/architectures.py`.
struct ArchitectureTests {
  /// What a pair is, and what PyTorch made of it.
  struct Case: Decodable {
    var shape: [Int]
    var latent: Int
    var batch: Int
    var steps: Int
    var loss: String
    var optimizer: String
    var lr: Double
    var remedies: String?
    var kinds: Int?
    var generator: String
    var discriminator: String
    var losses: [[Double]]
    var inference: [Double]

    var samples: Int { shape.reduce(batch, *) }

    init(_ number: Int) throws {
      self = try JSONDecoder().decode(
        Case.self, from: Data(fixture("architecture-\(number).json")))
    }
  }

  @Test(arguments: 1...12) func trainingIsPyTorchs(number: Int) throws {
    let pair = try Case(number)
    let laboratory = try laboratory(number, pair)
    let outcome = try laboratory.run(
      notebook(pair) + """
        run = train epochs=\(pair.steps) batch=\(pair.batch) lr=\(pair.lr) loss=\(pair.loss) \
        optimizer=\(pair.optimizer) \(pair.remedies ?? "") shuffle=off latents="z.npy" snapshots=0
        save loss "loss.csv"
        save generator "generator.safetensors"
        save discriminator "discriminator.safetensors"
        """, threads: 2)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let files = try laboratory.files
    let rows = String(decoding: files["loss.csv"] ?? [], as: UTF8.self).split(separator: "\n")
    for (row, expected) in zip(rows.dropFirst(), pair.losses) {
      let values = row.split(separator: ",").map { Double($0) ?? .nan }
      #expect(abs(values[2] - expected[0]) <= 1e-5 * max(1, abs(expected[0])), "\(row)")
      #expect(abs(values[1] - expected[1]) <= 1e-5 * max(1, abs(expected[1])), "\(row)")
    }
    let tolerance: Float = pair.optimizer.hasPrefix("adam") ? 1e-3 : 1e-4
    for role in ["generator", "discriminator"] {
      let network = try #require(outcome.network(role))
      let ours = try Parameters(
        for: network, safetensors: try #require(files["\(role).safetensors"]))
      let theirs = try Parameters(
        for: network, safetensors: fixture("architecture-\(number)-\(role)-after.safetensors"))
      // PyTorch's running variance is the unbiased one, MindSpore's and ours is not.
      for (mine, expected) in zip(ours.entries, theirs.entries)
      where mine.specification.name != "running_var" {
        let largest = expected.tensor.values.map(abs).max() ?? 0
        let error = zip(mine.tensor.values, expected.tensor.values).map { abs($0 - $1) }.max() ?? 0
        #expect(error <= tolerance * max(largest, 1e-2), "\(role) \(mine.name): \(error)")
      }
    }
  }

  @Test(arguments: 1...12) func picturesOfPyTorchsFilesArePyTorchs(number: Int) throws {
    let pair = try Case(number)
    let outcome = try laboratory(number, pair).run(notebook(pair))
    let generator = try #require(outcome.network("generator"))
    let weights = try Parameters(
      for: generator, safetensors: fixture("architecture-\(number)-generator-after.safetensors"))
    let sampler = Sampler(
      generator,
      latents: Array(latents(number, pair).prefix(pair.batch * (pair.latent + (pair.kinds ?? 0)))),
      workers: WorkerPool(threads: 1))
    let samples = sampler.samples(weights, phase: .inference)
    for (value, expected) in zip(samples, pair.inference) {
      #expect(abs(Double(value) - expected) < 1e-5)
    }
  }

  @Test(arguments: 1...12) func threadsChangeNothing(number: Int) throws {
    let pair = try Case(number)
    let runs = try (1...3).map { threads in
      let laboratory = try laboratory(number, pair)
      let outcome = try laboratory.run(
        notebook(pair)
          + "train epochs=3 batch=\(pair.batch - 1) lr=\(pair.lr) loss=\(pair.loss) "
          + "optimizer=\(pair.optimizer) \(pair.remedies ?? "") last_batch=\(pair.batch > 2 ? "drop" : "keep")",
        threads: threads)
      #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
      return try laboratory.runFiles
    }
    #expect(!runs[0].isEmpty && runs[0] == runs[1] && runs[0] == runs[2])
  }

  private func notebook(_ pair: Case) -> String {
    """
    \(pair.kinds == nil ? "load \"x.npy\"" : "load \"x.idx\" labels=\"y.idx\" range=-1..1")
    net generator: \(pair.generator)
    net discriminator: \(pair.discriminator)
    load generator "generator-before.safetensors"
    load discriminator "discriminator-before.safetensors"

    """
  }

  /// A folder with what goes into a case.
  private func laboratory(_ number: Int, _ pair: Case) throws -> Laboratory {
    let laboratory = try Laboratory()
    let pixels = (0..<pair.samples).map { Float(2 * Hash.uniform(7000 + number, $0) - 1) }
    let (c, h, w) = (pair.shape[0], pair.shape[1], pair.shape[2])
    try laboratory.write(
      npy(shape: "\(pair.batch), \(h), \(w)" + (c > 1 ? ", \(c)" : ""), pixels), "x.npy")
    if let kinds = pair.kinds {
      try laboratory.write(
        idx([pair.batch, h, w] + (c > 1 ? [c] : []), pixels.map { UInt8(128 * ($0 + 1)) }), "x.idx")
      try laboratory.write(
        idx([pair.batch], (0..<pair.batch).map { UInt8($0 / 2 % kinds) }), "y.idx")
    }
    try laboratory.write(
      npy(
        shape: "\(pair.steps * pair.batch), \(pair.latent + (pair.kinds ?? 0))",
        latents(number, pair)), "z.npy")
    for role in ["generator", "discriminator"] {
      try laboratory.write(
        fixture("architecture-\(number)-\(role)-before.safetensors"),
        "\(role)-before.safetensors")
    }
    return laboratory
  }

  private func latents(_ number: Int, _ pair: Case) -> [Float] {
    let vectors = (0..<pair.steps * pair.batch * pair.latent).map {
      Float(12.0.squareRoot() * (Hash.uniform(8000 + number, $0) - 0.5))
    }
    guard let kinds = pair.kinds else { return vectors }
    return (0..<pair.steps * pair.batch).flatMap { row in
      vectors[row * pair.latent..<(row + 1) * pair.latent]
        + (0..<kinds).map { $0 == 7 * row / 3 % kinds ? 1 : 0 }
    }
  }
}

/// Bytes as an IDX file.
private func idx(_ shape: [Int], _ values: [UInt8]) -> [UInt8] {
  [0, 0, 8, UInt8(shape.count)]
    + shape.flatMap { size in (0..<4).reversed().map { UInt8(size >> (8 * $0) & 255) } } + values
}

private func fixture(_ name: String) throws -> [UInt8] {
  let url = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
  return Array(try Data(contentsOf: url.appending(path: name)))
}

extension Outcome {
  /// The network that a script has defined under a name.
  fileprivate func network(_ name: String) -> Network? {
    guard case .object(let object as NetworkObject) = variables[name] else { return nil }
    return object.network
  }
}
