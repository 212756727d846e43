import Adversarial
import Foundation
import GoldenTrace
import Networks
import Testing

/// The recorded trace once more, through files and the language alone.
struct GoldenNotebookTests {
  @Test(arguments: ["sgd", "sgd_momentum"])
  func aNotebookMatchesTheArticlesFramework(name: String) throws {
    let golden = try #require(try Golden.load()[name])
    let networks = try Hash.networks()
    let laboratory = try Laboratory()
    let count = golden.steps * golden.batch
    try laboratory.write(
      npy(
        shape: "\(count), 4096",
        (0..<golden.steps).flatMap { Hash.samples(step: $0, rows: golden.batch) }), "x.npy")
    try laboratory.write(
      npy(
        shape: "\(count), 100",
        (0..<golden.steps).flatMap { Hash.latents(step: $0, rows: golden.batch) }), "z.npy")
    let weights = [
      ("g", try #require(networks.generatorWeights)),
      ("d", try #require(networks.discriminatorWeights)),
    ]
    for (letter, parameters) in weights {
      try laboratory.write(parameters.safetensors(), "\(letter)0.safetensors")
    }
    let outcome = try laboratory.run(
      """
      load "x.npy"
      net generator: 100 -> 128 relu -> 256 batchnorm relu -> 512 batchnorm relu ->
        1024 batchnorm relu -> 4096 tanh
      net discriminator: 4096 -> 1024 leakyrelu(0.2) -> 256 leakyrelu(0.2) -> 1 sigmoid
      load generator "g0.safetensors"
      load discriminator "d0.safetensors"
      run = train epochs=1 batch=\(golden.batch) lr=\(golden.lr) momentum=\(golden.momentum) \
      shuffle=off latents="z.npy" snapshots=0
      expect run.loss.generator.last within 3e-6 of \(golden.generatorLosses[golden.steps - 1])
      expect run.loss.discriminator.last within 3e-6 of \(golden.discriminatorLosses[golden.steps - 1])
      save generator "g1.safetensors"
      save discriminator "d1.safetensors"
      """, threads: 2)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    for (file, network, sums) in [
      ("g1.safetensors", networks.generator, golden.generatorSums),
      ("d1.safetensors", networks.discriminator, golden.discriminatorSums),
    ] {
      let bytes = try #require(try laboratory.files[file])
      let parameters = try Parameters(for: network, safetensors: bytes)
      for (tensor, sum) in zip(parameters.trained, sums) {
        let total = tensor.values.reduce(0) { $0 + abs(Double($1)) }
        #expect(abs(total - sum) <= (golden.momentum == 0 ? 3e-7 : 3e-6) * max(1, sum))
      }
    }
  }
}
