import Commands
import Files
import Foundation
import GANScript
import Ranks
import Vocabulary

/// Trainings of notebooks that several processes share (`mpirun -n 4 ganrepl run grid.gan`).
///
/// All read the same notebooks and take trainings from the same pool, each its own, in the folders of runs.
/// Then the first one runs the notebooks, which find every run trained: it alone owns the screen, the
/// report and the files that notebooks save, and they are those of one process.
struct SharedTrainings {
  private let invocation: Invocation
  private let console: Console
  private var ranks: Ranks { invocation.ranks }

  init(_ invocation: Invocation, _ console: Console) {
    self.invocation = invocation
    self.console = console
  }

  /// Joins the processes that were started together, does this one's part, and leaves when all have done
  /// theirs.
  ///
  /// Without MPI in the program only the first one works.
  static func together(
    _ invocation: inout Invocation, _ console: Console, _ perform: (Invocation) -> ExitCode
  ) -> ExitCode {
    do throws(Ranks.Failure) {
      invocation.ranks = try Ranks.join(ProcessInfo.processInfo.environment)
    } catch {
      switch error {
      case .notBuilt(let number, let count):
        console.message(
          "process \(number + 1) of \(count): this program was built without MPI; the first process "
            + "works alone")
        if number == 0 {
          console.message("help: swift build -c release --traits MPI")
        } else {
          return .done
        }
      case .otherLauncher(let number, let count):
        console.message(
          "process \(number + 1) of \(count): the launcher is of another MPI than this program; the first "
            + "process works alone")
        if number > 0 { return .done }
      case .notStarted(let code):
        console.message("error: MPI did not start (code \(code))")
        return .internalError
      }
    }
    let ranks = invocation.ranks
    guard ranks.count > 1 else { return perform(invocation) }
    if !invocation.threadsAreChosen { invocation.threads = ranks.cores(of: invocation.threads) }
    if invocation.readsStandardInput {
      // A launcher gives it to the first process.
      invocation.ranks = .alone
      if ranks.isFirst {
        console.message(
          "standard input comes to one process, which works alone; a notebook in a file is shared")
      }
      return leave(ranks, ranks.isFirst ? perform(invocation) : .done)
    }
    let sharesWork = [nil, "run", "replay"].contains(invocation.command)
    return leave(ranks, ranks.isFirst || sharesWork ? perform(invocation) : .done)
  }

  /// Waits for the others, and leaves with a code.
  ///
  /// Where the work was stopped, perhaps in this process alone, the others have some seconds to write what
  /// they have; then all are ended.
  private static func leave(_ ranks: Ranks, _ code: ExitCode) -> ExitCode {
    let clock = ContinuousClock()
    var end: ContinuousClock.Instant?
    let haveMet = ranks.meet {
      guard code == .interrupted || Interrupts.signalReceived != nil else { return false }
      end = end ?? clock.now + .seconds(8)
      return end.map { clock.now > $0 } ?? false
    }
    // A launcher that was told to stop no longer answers those that take their leave.
    if haveMet, end == nil, Interrupts.signalReceived == nil {
      ranks.leave()
    } else {
      ranks.abort(code: ExitCode.interrupted.rawValue)
    }
    return code
  }

  /// What a process does after its part of the trainings.
  enum Outcome {
    /// It runs the notebooks, in that session.
    case runs(Session)
    /// It has nothing more to do.
    case ends(ExitCode)
  }

  /// Trains this process's part of what notebooks will train.
  ///
  /// - Parameters:
  ///   - session: The session that the notebooks will be run in.
  ///   - plans: Checks of the notebooks, in a context.
  func train(
    for session: Session, _ plans: (SessionContext) -> [(session: Session, report: Report)]
  ) -> Outcome {
    guard ranks.count > 1 else { return .runs(session) }
    var ahead = session.context
    ahead.readsAhead = true
    ahead.message = { _ in }
    let plans = plans(ahead)
    let problem = plans.lazy.map(\.report).first { $0.hasErrors }
    let pool = TrainingPool(problem == nil ? plans.map(\.session) : [])
    let program = (try? OpenFile("/proc/self/exe").digest()) ?? ""
    let digest = sha256(Array((pool.digest + program).utf8)) + (problem == nil ? "" : " has errors")
    guard areAlike(digest.padding(toLength: 80, withPad: " ", startingAt: 0)) else {
      if let problem { console.problems(problem) }
      return .ends(.data)
    }
    let hasWork = problem == nil && pool.count > 0
    if hasWork {
      do {
        guard try shareOutput(session.context) else { return .ends(.files) }
      } catch {
        let error = scriptError(error)
        console.message("error: " + escaped(error.message))
        ranks.abort(code: error.exitCode.rawValue)
        return .ends(error.exitCode)
      }
    }
    let outcome = hasWork ? take(pool, session) : .runs(session)
    if case .runs = outcome, !ranks.isFirst { return .ends(.done) }
    return outcome
  }

  /// Whether all have the same program, notebooks and data; if not, the first one says which differ.
  private func areAlike(_ digest: String) -> Bool {
    let all = ranks.gather(Array(digest.utf8))
    let others = all.indices.filter { all[$0] != all[0] }
    if !others.isEmpty, ranks.isFirst {
      console.message(
        "error: process \(others.map { "\($0 + 1)" }.joined(separator: ", ")) of \(ranks.count) has "
          + "another program, notebook, parameters or data than the first one, or other errors in them"
      )
      console.message(
        "help: all of them must run the same file of the program, and see the same notebook and data"
      )
    }
    return others.isEmpty
  }

  /// Whether all see the output folder of the first process, which tries it with a file; if not, it says
  /// which do not. Throws where the file cannot be written.
  private func shareOutput(_ context: SessionContext) throws(FileError) -> Bool {
    var digits = [UInt8](repeating: 0, count: 16)
    if ranks.isFirst { for index in digits.indices { digits[index] = .random(in: 97...122) } }
    let name = ".shared-" + String(decoding: ranks.gather(digits)[0], as: UTF8.self)
    if ranks.isFirst { try context.output.write(Array("shared\n".utf8), to: name) }
    _ = ranks.gather([UInt8(0)])
    let isSeen = (try? context.output.file(name)) != nil
    let all = ranks.gather([UInt8(isSeen ? 1 : 0)])
    let others = all.indices.filter { all[$0] == [0] }
    guard ranks.isFirst else { return others.isEmpty }
    try context.output.remove(name)
    if !others.isEmpty {
      console.message(
        "error: process \(others.map { "\($0 + 1)" }.joined(separator: ", ")) of \(ranks.count) does not "
          + "see the files of \(escaped(context.output.path)) that the first one writes")
      console.message(
        "help: all of them need the same folder, for example one that is mounted on each machine")
    }
    return others.isEmpty
  }

  /// Takes trainings until none is left, then waits for the others.
  private func take(_ pool: TrainingPool, _ session: Session) -> Outcome {
    let isInterrupted: @Sendable () -> Bool = { Interrupts.signalReceived != nil }
    var context = session.context
    if ranks.isFirst {
      let together = pool.sharedCount > 0 ? "\(pool.sharedCount) of them by all together, " : ""
      console.message(
        "\(counted(pool.count, "training")), \(together)\(pool.chainCount) of which can go on at a "
          + "time, among \(ranks.count) processes with "
          + "\(counted(context.workers.threads, "thread")) each")
    } else {
      context.message = { _ in }
      context.progress = { _ in }
    }
    var own = ranks.isFirst ? session : Session(context: context)
    do {
      try pool.train(&own, turn: (ranks.number, ranks.count), isInterrupted: isInterrupted)
    } catch {
      let error = error as? ScriptError ?? ScriptError("\(error)", exitCode: .internalError)
      console.message(
        "error: process \(ranks.number + 1) of \(ranks.count): \(escaped(error.message))")
      if let help = error.help { console.message("help: " + escaped(help)) }
      ranks.abort(code: error.exitCode.rawValue)
      return .ends(error.exitCode)
    }
    let waiting = pool.waiting(context)
    ranks.meet {
      waiting.look()
      return isInterrupted()
    }
    waiting.finish()
    return isInterrupted() ? .ends(.interrupted) : .runs(own)
  }
}
