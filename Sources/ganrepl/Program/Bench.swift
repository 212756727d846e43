import Benchmark
import Commands
import Files
import GANScript
import Kernels
import Vocabulary

/// `ganrepl bench`: a training step, measured on this machine: the article's, or that of a notebook's
/// longest training.
enum Bench {
  static func report(_ invocation: Invocation, _ console: Console) -> ExitCode {
    do {
      let workload: Workload
      if let file = invocation.files.first {
        guard invocation.files.count == 1 else {
          return CommandLineProgram.refuse(
            "one notebook at a time; \(invocation.files[1]) is too much",
            help: "ganrepl bench \(file)", console)
        }
        guard invocation.batch == nil, invocation.optimizer == nil, !invocation.wantsRGB else {
          return CommandLineProgram.refuse(
            "--batch, --optimizer and --rgb are for the article's training; a notebook has its own",
            help: "leave them out, or the notebook", console)
        }
        let (session, code) = try plan(file, invocation, console)
        guard code == .done else { return code }
        guard let training = session.longestTraining else {
          return CommandLineProgram.refuse(
            "\(file) trains nothing that could be measured", help: "add a `train` to it", console)
        }
        workload = Workload(title: escaped(file), training)
      } else {
        if let option = invocation.firstGiven(of: ["output", "param", "overwrite", "allow-read"]) {
          return CommandLineProgram.refuse(
            "--\(option) is for a notebook, and none is named", help: "ganrepl bench lab.gan",
            console)
        }
        workload = try Workload.article(
          batch: invocation.batch ?? 32, optimizer: invocation.optimizer ?? "sgd",
          isRGB: invocation.wantsRGB)
      }
      let measurement = try Measurement.take(
        workload, on: WorkerPool(threads: invocation.threads))
      console.result(invocation.wantsJSON ? measurement.json : measurement.text)
      return .done
    } catch let error as UnknownName {
      return CommandLineProgram.refuse(
        "--optimizer: there is no \(error.name)",
        help: error.suggestion.map { "did you mean \($0)?" }
          ?? "there is \(Workload.optimizers.joined(separator: ", "))", console)
    } catch let error as FileError {
      console.message("error: \(escaped(error.path)): cannot \(error.action): \(error.reason)")
      return .files
    } catch {
      console.message("error: \(escaped("\(error)"))")
      return .data
    }
  }

  /// What a check of a notebook finds, with its problems told.
  private static func plan(
    _ file: String, _ invocation: Invocation, _ console: Console
  ) throws -> (Session, ExitCode) {
    let program = Program.parse(try readFile(file, limit: Limits.readBytes), name: file)
    let (session, report) = CommandLineProgram.interpreter(invocation, console, file: file)
      .plan(program, parameters: invocation.parameters)
    console.problems(report)
    return (session, report.exitCode)
  }
}

extension Workload {
  fileprivate init(title: String, _ training: TrainingWork) {
    self.init(
      title: title, networks: training.networks, recipe: training.recipe,
      optimizer: training.optimizer, learningRates: training.learningRates,
      shape: training.shape, samples: training.samples)
  }
}
