import Benchmark
import GANScript
import Kernels

/// `ganrepl bench`: the article's training step, measured on this machine.
enum Bench {
  static func report(_ invocation: Invocation, _ console: Console) -> ExitCode {
    if let file = invocation.files.first {
      return Program.refuse(
        "bench takes no file; \(file) is too much", help: "ganrepl bench --batch 64", console)
    }
    do {
      let measurement = try Measurement.take(
        batch: invocation.batch, on: WorkerPool(threads: invocation.threads))
      console.result(invocation.wantsJSON ? measurement.json : measurement.text)
      return .done
    } catch {
      console.message("error: \(escaped("\(error)"))")
      return .data
    }
  }
}
