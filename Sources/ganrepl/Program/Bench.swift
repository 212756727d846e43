import Benchmark
import GANScript
import Kernels
import Vocabulary

/// `ganrepl bench`: the article's training step, measured on this machine.
enum Bench {
  static func report(_ invocation: Invocation, _ console: Console) -> ExitCode {
    if let file = invocation.files.first {
      return CommandLineProgram.refuse(
        "bench takes no file; \(file) is too much", help: "ganrepl bench --batch 64", console)
    }
    do {
      let workload = try Workload.article(
        batch: invocation.batch, optimizer: invocation.optimizer, isRGB: invocation.wantsRGB)
      let measurement = try Measurement.take(
        workload, on: WorkerPool(threads: invocation.threads))
      console.result(invocation.wantsJSON ? measurement.json : measurement.text)
      return .done
    } catch let error as UnknownName {
      return CommandLineProgram.refuse(
        "--optimizer: there is no \(error.name)",
        help: error.suggestion.map { "did you mean \($0)?" }
          ?? "there is \(Workload.optimizers.joined(separator: ", "))", console)
    } catch {
      console.message("error: \(escaped("\(error)"))")
      return .data
    }
  }
}
