import Commands
import Files
import Foundation
import GANScript
import Jupyter

/// `ganrepl kernel`: tells Jupyter of the kernel, or is the kernel.
enum KernelCommand {
  static func perform(_ invocation: Invocation, _ console: Console) -> ExitCode {
    if let file = invocation.files.first {
      return CommandLineProgram.refuse(
        "kernel takes options only, not \(file)", help: Kernelspec.launch, console)
    }
    switch (invocation.installs, invocation.connection) {
    case (true, nil): return install(invocation, console)
    case (false, let file?):
      guard invocation.prefix == nil else {
        return CommandLineProgram.refuse(
          "--prefix goes with --install", help: "ganrepl kernel --install --prefix DIR", console)
      }
      return serve(file, invocation, console)
    default:
      return CommandLineProgram.refuse(
        "kernel takes either --install or --connection FILE",
        help: "ganrepl kernel --install; Jupyter then starts it", console)
    }
  }

  /// Writes the kernelspec; nothing else is needed, and its folder is all there is to remove.
  private static func install(_ invocation: Invocation, _ console: Console) -> ExitCode {
    let environment = ProcessInfo.processInfo.environment
    guard let folder = Kernelspec.folder(prefix: invocation.prefix, environment) else {
      return CommandLineProgram.refuse(
        "there is no folder of the user's: HOME is not set",
        help: "ganrepl kernel --install --prefix DIR", console)
    }
    do throws(FileError) {
      try makeFolder(folder)
      try writeDurably(
        Kernelspec.file(program: program(environment), options: kept(invocation)),
        to: folder + "/kernel.json")
    } catch {
      console.message("error: \(escaped(error.path)): cannot \(error.action): \(error.reason)")
      return .files
    }
    console.message("installed \(escaped(folder))")
    do throws(KernelError) { try Kernelspec.checkLibrary() } catch {
      tell(error, as: "note", console)
    }
    return .done
  }

  /// The options that are for the kernel's own work. Folders are kept as they are now, since Jupyter
  /// starts a kernel in the notebook's.
  private static func kept(_ invocation: Invocation) -> [String] {
    func whole(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path() }
    var options = invocation.output.map { ["--output", whole($0)] } ?? []
    options += invocation.readable.flatMap { ["--allow-read", whole($0)] }
    if invocation.threadsAreChosen { options += ["--threads", "\(invocation.threads)"] }
    if invocation.trainsAnew { options.append("--fresh") }
    if invocation.overwrites { options.append("--overwrite") }
    return options
  }

  /// The path by which this program was called: a later version of it may then be there.
  private static func program(_ environment: [String: String]) -> String {
    let called = CommandLine.arguments.first ?? "ganrepl"
    let folders =
      called.contains("/") ? [] : (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    let found = folders.map { $0 + "/" + called }.first { access($0, X_OK) == 0 } ?? called
    return URL(filePath: found).standardizedFileURL.path()
  }

  private static func serve(
    _ file: String, _ invocation: Invocation, _ console: Console
  ) -> ExitCode {
    Interrupts.keepSession()
    do {
      let connection = try KernelConnection(try readFile(file, limit: Limits.readBytes))
      let kernel = try Kernel(
        connection, host: NotebookSession(invocation, console), interrupt: Interrupts.request,
        isToEnd: isToEnd(ProcessInfo.processInfo.environment))
      kernel.run()
    } catch let error as FileError {
      console.message("error: \(escaped(error.path)): cannot \(error.action): \(error.reason)")
      return .files
    } catch let error as KernelError {
      tell(error, as: "error", console)
      if case .connection = error { return .data }
      return .files
    } catch {
      console.message("error: \(escaped("\(error)"))")
      return .internalError
    }
    // An interrupt was for what ran; any other signal ends the process.
    if Interrupts.signalReceived == SIGINT { Interrupts.forget() }
    return .done
  }

  private static func tell(_ error: KernelError, as word: String, _ console: Console) {
    console.message("\(word): \(escaped(error.message))")
    if let help = error.help { console.message("help: " + escaped(help)) }
  }

  /// A kernel ends by a signal, or when the process that started it is gone.
  private static func isToEnd(_ environment: [String: String]) -> @Sendable () -> Bool {
    let parent = getppid()
    let isWatched = environment["JPY_PARENT_PID"].flatMap { Int32($0) } == parent
    return {
      if isWatched, getppid() != parent { kill(getpid(), SIGTERM) }
      return Interrupts.signalReceived.map { $0 != SIGINT } ?? false
    }
  }
}
