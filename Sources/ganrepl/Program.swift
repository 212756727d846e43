import Benchmark
import Commands
import Files
import Foundation
import GANScript
import Kernels

/// The program: what is done for each form of the command line.
enum Program {
  static let version = "0.1.0"

  /// Does what the arguments ask for; never returns by a trap, whatever they are.
  static func main(_ arguments: [String]) -> ExitCode {
    let console = Console()
    let invocation: Invocation
    do { invocation = try Invocation(arguments) } catch {
      console.message("error: \(escaped(error.message))")
      console.message("help: " + (error.help ?? "ganrepl --help lists all options"))
      return .commandLine
    }
    if invocation.wantsHelp {
      console.result(Invocation.usage)
      return .done
    }
    if invocation.wantsVersion {
      console.result("ganrepl \(version)")
      return .done
    }
    if invocation.command == "bench" { return bench(invocation, console) }
    Interrupts.listen()
    if !invocation.code.isEmpty {
      return run(
        Array(invocation.code.joined(separator: "\n").utf8), name: "-e", invocation, console)
    }
    guard let file = invocation.files.first else {
      guard invocation.command == nil else {
        console.message("error: \(invocation.command ?? "") needs a file")
        console.message("help: ganrepl run notebooks/3.0-baseline.gan")
        return .commandLine
      }
      if isatty(STDIN_FILENO) == 1 { return Prompt(invocation, console).run() }
      return runStandardInput(invocation, console)
    }
    if let help = invocation.misspelledCommand {
      console.message("error: there is no command \(escaped(file))")
      console.message("help: did you mean `ganrepl \(help)`?")
      return .commandLine
    }
    guard invocation.files.count == 1 else {
      console.message("error: one notebook at a time; \(escaped(invocation.files[1])) is too much")
      return .commandLine
    }
    if file == "-" { return runStandardInput(invocation, console) }
    do {
      return run(try readFile(file, limit: 17 << 20), name: file, invocation, console)
    } catch {
      console.message("error: \(escaped(error.path)): cannot \(error.action): \(error.reason)")
      return .files
    }
  }

  private static func bench(_ invocation: Invocation, _ console: Console) -> ExitCode {
    guard let file = invocation.files.first else {
      do {
        let measurement = try Measurement.take(
          batch: invocation.batch, on: WorkerPool(threads: invocation.threads))
        console.result(invocation.wantsJSON ? measurement.json : measurement.text)
        return .done
      } catch {
        console.message("error: \(error)")
        return .data
      }
    }
    console.message("error: bench takes no file; \(escaped(file)) is too much")
    return .commandLine
  }

  private static func runStandardInput(_ invocation: Invocation, _ console: Console) -> ExitCode {
    let bytes = FileHandle.standardInput.readDataToEndOfFile()
    return run(Array(bytes), name: "-", invocation, console)
  }

  private static func run(
    _ bytes: [UInt8], name: String, _ invocation: Invocation, _ console: Console
  ) -> ExitCode {
    let program = GANScript.Program.parse(bytes, name: name)
    let isFile = name != "-" && name != "-e"
    let title = isFile ? (name as NSString).lastPathComponent : "session"
    let stem = (title as NSString).deletingPathExtension
    let folder = isFile ? (name as NSString).deletingLastPathComponent : ""
    let session = Session(
      studio: studio(
        invocation, console, output: invocation.output ?? "out/" + (stem.isEmpty ? title : stem),
        scriptFolder: folder))
    var interpreter = Interpreter(
      language, session: session, environment: environment(console, folder: folder))
    let report =
      invocation.command == "check"
      ? interpreter.check(program, parameters: invocation.parameters)
      : interpreter.run(
        program, parameters: invocation.parameters, selection: invocation.selection)
    if !report.diagnostics.isEmpty { console.message(render(report.diagnostics)) }
    if report.isCut { console.message("there are more problems than these") }
    if invocation.command == "check", !report.hasErrors {
      console.result("\(escaped(name)): no errors found")
    }
    if report.exitCode == .interrupted, let number = Interrupts.signalReceived {
      Interrupts.leave(by: number)
    }
    return report.exitCode
  }

  /// The place in which a session is held.
  static func studio(
    _ invocation: Invocation, _ console: Console, output: String, scriptFolder: String
  ) -> Studio {
    Studio(
      outputFolder: output, scriptFolder: scriptFolder, terminal: Console.terminal(),
      workers: WorkerPool(threads: invocation.threads),
      message: { console.message(escaped($0)) }, progress: { console.progress($0) })
  }

  /// What the interpreter needs of the world.
  static func environment(_ console: Console, folder: String) -> Environment {
    Environment(
      emit: { Results.show($0, on: console) },
      read: { name in
        let beside = folder.isEmpty || name.hasPrefix("/") ? name : folder + "/" + name
        do throws(FileError) { return try readFile(beside, limit: 17 << 20) } catch {
          throw ScriptError(
            "\(error.path): cannot \(error.action): \(error.reason)", exitCode: .files)
        }
      },
      exists: { kindOfFile(at: $0) != nil },
      isInterrupted: { Interrupts.signalReceived != nil })
  }
}
