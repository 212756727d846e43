import Commands
import Dispatch
import GANScript
import Kernels
import Synchronization
import Testing

/// Trainings that several processes share: here sessions that know nothing of each other, on one output
/// folder.
struct TrainingPoolTests {
  private static let script =
    Laboratory.preamble + """
      grid = sweep lr=[0.01, 0.1] epochs=[2, 4] seed=[1, 2] batch=4 snapshots=1
      longer = continue first(grid) epochs=6
      table grid
      save picture "last.png" run=longer

      """

  /// Two that train at the same time leave the files of one that ran the notebook alone, and every run is
  /// trained once.
  @Test func sharedTrainingsAreThoseOfOne() throws {
    let alone = try Laboratory()
    #expect(try alone.run(Self.script).report.exitCode == .done)
    let laboratory = try Laboratory()
    let messages = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 2) { number in
      try? laboratory.share(Self.script, turn: (number, 2)) { text in
        messages.withLock { $0.append(text) }
      }
    }
    let trained = messages.withLock { $0.filter { $0.contains(": done, kept in") } }
    #expect(trained.count == 9)
    #expect(Set(trained).count == 9)
    #expect(try laboratory.runFiles == alone.runFiles)
    let outcome = try laboratory.run(Self.script)
    #expect(outcome.messages.count { $0.hasPrefix("found run") } == 9, "\(outcome.messages)")
    #expect(try laboratory.files == alone.files)
    #expect(try laboratory.runFiles == alone.runFiles)
  }

  /// With `--fresh` each takes its turns, and none of the others'.
  @Test func freshTrainingsAreTakenInTurns() throws {
    let laboratory = try Laboratory()
    let messages = Mutex<[String]>([])
    for number in [0, 1, 0] {
      try laboratory.share(Self.script, turn: (number, 2), fresh: true) { text in
        messages.withLock { $0.append(text) }
      }
    }
    let trained = messages.withLock { $0.filter { $0.contains(": done, kept in") } }
    let counts = Dictionary(grouping: trained, by: { $0 }).mapValues(\.count)
    #expect(counts.count == 9)
    // Four families: two of them were trained twice.
    #expect(Set(counts.values) == [1, 2])
  }

  /// What is agreed on before the start changes with every number that a run depends on, and with nothing
  /// else.
  @Test func thePoolsDigestIsThatOfItsRuns() throws {
    let laboratory = try Laboratory()
    let pool = try laboratory.pool(Self.script)
    #expect(pool.count == 9 && pool.chainCount == 4)
    #expect(try laboratory.pool(Self.script + "print 1\n").digest == pool.digest)
    let other = Self.script.replacing("lr=[0.01, 0.1]", with: "lr=[0.01, 0.2]")
    #expect(try laboratory.pool(other).digest != pool.digest)
  }

  /// Cells that are left out are not trained ahead.
  @Test func cellsThatAreNotChosenAreNotPlanned() throws {
    let script =
      "# %% One\n" + Laboratory.preamble + "a = train epochs=1 lr=0.1 batch=4\n# %% Two\n"
      + "b = train epochs=1 lr=0.2 batch=4\n# %% Three\nc = train epochs=1 lr=0.3 batch=4\n"
    func rates(_ selection: Selection) throws -> [String] {
      let plan = try Laboratory().plan(of: script, selection: selection).joined(separator: "\n")
      return ["0.1", "0.2", "0.3"].filter { plan.contains("lr \($0)") }
    }
    #expect(try rates(.all) == ["0.1", "0.2", "0.3"])
    // The last training before a cell belongs to what the cell needs.
    #expect(try rates(.cell("Three")) == ["0.2", "0.3"])
    #expect(try rates(.cell("One")) == ["0.1"])
  }

  /// What only a result can tell is not trained ahead with something else.
  @Test(arguments: [
    "b = train epochs=2 lr=a.loss.generator.last / 50 batch=4",
    "b = sweep epochs=2 lr=[a.loss.generator.last / 50, 0.1] batch=4",
    "n = round(a.loss.generator.last) + 3\nb = train epochs=n lr=0.1 batch=4",
  ])
  func whatDependsOnAResultWaits(script: String) throws {
    let first = Laboratory.preamble + "a = train epochs=1 lr=0.05 batch=4\n"
    let known = script.contains("[") ? 1 : 0
    #expect(try Laboratory().pool(first + script).count == 1 + known)
  }
}

extension Laboratory {
  /// The trainings of a script.
  fileprivate func pool(_ script: String) throws -> TrainingPool {
    TrainingPool([try planned(script, context: context { _ in })])
  }

  /// Trains a script's trainings as one of several.
  fileprivate func share(
    _ script: String, turn: (number: Int, of: Int), fresh: Bool = false,
    _ message: @escaping @Sendable (String) -> Void
  ) throws {
    var context = context(message)
    context.trainsAnew = fresh
    let pool = TrainingPool([try planned(script, context: context)])
    var session = Session(context: context)
    try pool.train(&session, turn: turn, isInterrupted: { false })
  }
}
