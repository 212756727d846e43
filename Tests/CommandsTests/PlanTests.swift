import Foundation
import GANScript
import Testing

@testable import Commands

/// What a check knows of a training before it is begun: whether it fits, and whether it is there.
struct PlanTests {
  /// Pictures so large that the memory of a training is that of its snapshots.
  private static func script(epochs: Int, snapshots: Int = 1) -> String {
    """
    load sunflowers size=256 color=rgb limit=8
    net generator: 2 -> 196608 tanh
    net discriminator: 196608 -> 1 sigmoid
    train epochs=\(epochs) batch=4 snapshots=\(snapshots)
    """
  }

  /// Epochs whose snapshots take a share of what a training may: 80 % of the memory. Each is of 25
  /// pictures, kept once, and twice when a checkpoint is written.
  private static func epochs(_ share: Double) -> Int {
    Int(share * 0.8 * Double(ProcessInfo.processInfo.physicalMemory) / (3 * 25 * 196_608))
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let report = try Laboratory().check(Self.script(epochs: Self.epochs(1.02)))
    #expect(report.exitCode == .limit, "\(render(report.diagnostics))")
    let problems = render(report.diagnostics)
    #expect(problems.contains("the training needs") && problems.contains("the limit is"))
    #expect(report.diagnostics.map(\.code.rawValue) == ["E407"])
  }

  @Test func whatFitsIsNot() throws {
    for script in [
      Self.script(epochs: Self.epochs(0.95)),
      Self.script(epochs: Self.epochs(1.02), snapshots: 2),
    ] {
      let report = try Laboratory().check(script)
      #expect(report.exitCode == .done, "\(render(report.diagnostics))")
    }
  }

  private static func planned(_ load: String, _ ending: String, _ options: String) throws
    -> PlannedRun
  {
    let session = try Laboratory().planned(script(load, ending, options))
    return try #require(session.plannedRuns.all.first)
  }

  private static func training(_ options: String) -> String {
    "train epochs=100 batch=64 \(options)"
  }

  private static func script(_ load: String, _ ending: String, _ options: String) -> String {
    """
    load sunflowers size=64 \(load)
    net generator: 4 -> 4096 \(ending)
    net discriminator: 4096 -> 1 sigmoid
    \(training(options))
    """
  }

  /// What is measured on the way takes time, and a best epoch room.
  @Test func measuresAreCounted() throws {
    let plain = try Self.planned("", "tanh", "")
    let measured = try Self.planned("", "tanh", "measures=1")
    #expect((2.3...3.5).contains(measured.seconds - plain.seconds))
    let seldom = try Self.planned("", "tanh", "measures=10")
    #expect((0.23...0.4).contains(seldom.seconds - plain.seconds))
    #expect(measured.disk == plain.disk)
    let best = try Self.planned("", "tanh", "measures=1 best=kid")
    #expect(best.disk > measured.disk + 8 * 4096)
  }

  /// A generator that cannot make what the data has is told before it is trained.
  @Test(arguments: [
    ("", "tanh", false), ("", "", false), ("", "leakyrelu", false),
    ("range=0..1", "sigmoid", false),
    ("range=0..1", "tanh", false), ("standardize=on", "tanh", false), ("", "sigmoid", true),
    ("", "relu", true), ("", "gelu", true), ("range=0..2", "tanh", true),
  ])
  func whatCannotBeMadeIsTold(load: String, ending: String, isTold: Bool) throws {
    let warning = try Self.planned(load, ending, "").warning
    let lines = try Laboratory().plan(
      of: Self.script(load, ending, "seed=1") + "\n" + Self.training("seed=2"))
    #expect(lines.count == (isTold ? 4 : 3), "\(lines)")
    #expect((warning?.contains("it cannot make all of it") ?? false) == isTold, "\(warning ?? "")")
  }

  @Test func aTrainedRunIsFound() throws {
    let laboratory = try Laboratory()
    func script(_ options: String) -> String {
      Laboratory.preamble + "train epochs=6 lr=0.1 batch=4 \(options)\n"
    }
    let before = try laboratory.plan(of: script(""))
    #expect(before.count == 2)
    #expect(before[0].contains("18 steps") && before[1].contains("in all 1 training:"), "\(before)")
    _ = try laboratory.run(script(""))
    let found = try laboratory.plan(of: script(""))
    #expect(found.first?.hasSuffix(": found, trained before") == true, "\(found)")
    #expect(found.last?.hasPrefix("in all 1 training, 1 of them found") == true, "\(found)")
    for other in ["seed=2", "shuffle=off"] {
      let plan = try laboratory.plan(of: script(other))
      #expect(plan.first?.contains("18 steps") == true, "\(plan)")
    }
    let longer = try laboratory.plan(of: script("").replacing("epochs=6", with: "epochs=7"))
    #expect(longer.first?.contains("21 steps") == true, "\(longer)")
    // One that was stopped is not there yet.
    let stopped = try Laboratory()
    _ = try stopped.run(script(""), isInterrupted: stopped.stop { $0 >= 4 })
    #expect(try stopped.plan(of: script("")) == before)
  }
}
