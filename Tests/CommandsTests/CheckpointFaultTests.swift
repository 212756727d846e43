import Commands
import Files
import Foundation
import GANScript
import Testing

/// Checkpoints that cannot be written: one is told, two in a row end the training.
struct CheckpointFaultTests {
  private static let script =
    Laboratory.preamble + "train epochs=6 lr=0.1 batch=4 checkpoint=1\n"

  /// Three steps an epoch; while `isBlocked` says so of the epoch that is trained, counted from 1, a
  /// folder stands where its checkpoint is to be written.
  private func outcome(isBlocked: @escaping (_ epoch: Int) -> Bool) throws -> (Outcome, epochs: Int)
  {
    let laboratory = try Laboratory()
    var last = 0
    let outcome = try laboratory.run(
      Self.script,
      isInterrupted: laboratory.stop { step in
        let runs = laboratory.output + "/runs"
        guard let name = try? FileManager.default.contentsOfDirectory(atPath: runs).first else {
          return false
        }
        last = step / 3 + 1
        let path = "\(runs)/\(name)/last.safetensors"
        if isBlocked(last) {
          if kindOfFile(at: path) != .folder { unlink(path) }
          try? makeFolder(path + "/blocked")
        } else if kindOfFile(at: path) == .folder {
          try? FileManager.default.removeItem(atPath: path)
        }
        return false
      })
    return (outcome, last)
  }

  private func told(_ outcome: Outcome) -> [String] {
    outcome.messages.filter { $0.hasPrefix("cannot save epoch") }
  }

  @Test func oneIsToldAndTheTrainingGoesOn() throws {
    let (outcome, epochs) = try outcome { $0 == 2 }
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(told(outcome).count == 1 && told(outcome)[0].contains("epoch 2 of run"))
    #expect(epochs == 6)
  }

  @Test func twoInARowEndIt() throws {
    let (outcome, epochs) = try outcome { $0 >= 2 }
    #expect(outcome.report.exitCode == .files, "\(outcome.problems)")
    #expect(told(outcome).count == 1, "\(outcome.messages)")
    #expect(outcome.problems.contains("cannot save epoch 3 of run"), "\(outcome.problems)")
    #expect(outcome.problems.contains("last good: epoch 1"), "\(outcome.problems)")
    #expect(epochs == 3)
  }

  @Test func twoThatAreNotInARowDoNot() throws {
    let (outcome, epochs) = try outcome { $0 == 2 || $0 == 4 }
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(told(outcome).count == 2, "\(outcome.messages)")
    #expect(epochs == 6)
  }
}
