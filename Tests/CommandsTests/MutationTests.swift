import Adversarial
import Commands
import Files
import Foundation
import GANScript
import Mutations
import Networks
import Testing

/// No damage to what a run left ends the program, and none gives other numbers.
struct MutationTests {
  private static let script = Laboratory.preamble + "r = train epochs=2 batch=4 seed=3\n"

  @Test func weightsAreReadOrRefused() throws {
    let laboratory = try Laboratory()
    let made = try laboratory.run(Self.script + "save generator \"g.safetensors\"")
    #expect(made.report.exitCode == .done, "\(made.problems)")
    let bytes = try #require(try laboratory.files["g.safetensors"])
    let checkpoint = try #require(
      try laboratory.runFiles.first { $0.key.hasSuffix("/last.safetensors") }?.value)
    let network = try Network(
      name: "generator", input: 3, elements: [.dense(8), "batchnorm", "relu", .dense(16), "tanh"])
    _ = try Parameters(for: network, safetensors: bytes)
    for seed in Mutator.rounds(1_000) {
      var mutator = Mutator(seed: seed)
      do { _ = try Parameters(for: network, safetensors: mutator.damaged(bytes)) } catch {
        #expect(!error.message.isEmpty)
      }
      let wrong = mutator.damaged(checkpoint)
      // Every byte of a checkpoint is covered by a sum.
      if wrong != checkpoint {
        #expect(throws: NetworkError.self, "\(seed)") { try Checkpoint(wrong) }
      }
    }
  }

  /// The files of a run, damaged one at a time: its folder is refused, or gives the numbers it had.
  @Test(arguments: ["config.json", "status", "loss.csv", "last.safetensors"])
  func aDamagedRunIsRefusedOrTheSame(file: String) throws {
    let laboratory = try Laboratory()
    let made = try laboratory.run(Self.script + "print r.loss.generator.last")
    #expect(made.report.exitCode == .done, "\(made.problems)")
    let last = try #require(made.texts.last)
    let folder = "\(laboratory.output)/runs/\(try #require(try laboratory.runFolders.first))"
    let bytes = try readFile("\(folder)/\(file)")
    for seed in Mutator.rounds(40) {
      var mutator = Mutator(seed: seed)
      try Data(mutator.damaged(bytes)).write(to: URL(filePath: "\(folder)/\(file)"))
      let outcome = try laboratory.run(
        "old = load run \"\(folder)\"\nprint old.loss.generator.last\n")
      if outcome.report.exitCode == .done {
        #expect(outcome.texts.last == last, "\(seed)")
      } else {
        #expect(
          [.data, .files, .script, .limit].contains(outcome.report.exitCode),
          "\(seed): \(outcome.problems)")
      }
    }
  }
}
