import Files
import Foundation
import GANScript
import Notebooks

/// `ganrepl export FROM TO`: a notebook as Jupyter keeps it, and back. Nothing is run.
enum Export {
  static func perform(_ invocation: Invocation, _ console: Console) -> ExitCode {
    guard invocation.files.count == 2 else {
      return CommandLineProgram.refuse(
        "export takes two files, from and to", help: "ganrepl export lab.gan lab.ipynb", console)
    }
    let (from, to) = (invocation.files[0], invocation.files[1])
    do throws(FileError) {
      let bytes = try readFile(from, limit: Limits.readBytes)
      let result: [UInt8]
      switch (ending(from), ending(to)) {
      case ("gan", "ipynb"):
        let program = Program.parse(bytes, name: from)
        // What cannot be read as text has no cells; any other mistake may be exported.
        if program.cells.isEmpty, let problem = program.diagnostics.first {
          console.problems(Report(problem))
          return problem.exitCode
        }
        result = JupyterNotebook.encoded(program)
      case ("ipynb", "gan"):
        do throws(JupyterNotebook.Fault) { result = try JupyterNotebook.script(bytes) } catch {
          console.message("error: \(escaped(from)) \(escaped(error.message))")
          if let help = error.help { console.message("help: " + escaped(help)) }
          return .data
        }
      default:
        return CommandLineProgram.refuse(
          "export makes an .ipynb of a .gan or a .gan of an .ipynb",
          help: "what a notebook shows is written by: ganrepl run FILE.gan --report FILE", console)
      }
      if kindOfFile(at: to) != nil, !invocation.overwrites, try readFile(to) != result {
        console.message("error: \(escaped(to)) is there, and something else")
        console.message("help: --overwrite writes over it")
        return .denied
      }
      try writeDurably(result, to: to)
      console.message("saved \(escaped(to))")
      return .done
    } catch {
      console.message("error: \(escaped(error.path)): cannot \(error.action): \(error.reason)")
      return .files
    }
  }

  private static func ending(_ path: String) -> String {
    (path as NSString).pathExtension.lowercased()
  }
}
