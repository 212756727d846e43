import Commands
import Files
import GANScript

/// `ganrepl new FILE.gan`: a notebook to learn from, never over a file.
enum NewNotebook {
  static func write(_ invocation: Invocation, _ console: Console) -> ExitCode {
    guard let path = invocation.files.first else {
      return CommandLineProgram.refuse(
        "new needs a file", help: "ganrepl new lab.gan", console)
    }
    guard invocation.files.count == 1 else {
      return CommandLineProgram.refuse(
        "one notebook at a time; \(invocation.files[1]) is too much", help: "ganrepl new \(path)",
        console)
    }
    guard path.hasSuffix(".gan"), !path.hasSuffix("/.gan"), path != ".gan" else {
      return CommandLineProgram.refuse(
        "a notebook's name ends in .gan", help: "ganrepl new \(path == ".gan" ? "lab" : path).gan",
        console)
    }
    guard kindOfFile(at: path) == nil else {
      return CommandLineProgram.refuse(
        ScriptError(
          "\(path) already exists and was not changed", help: "choose another name",
          exitCode: .denied),
        console)
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    do throws(FileError) {
      try writeDurably(Array(Tutorial.notebook(named: name).utf8), to: path)
    } catch {
      console.message("error: \(escaped(error.path)): cannot \(error.action): \(error.reason)")
      return .files
    }
    console.words("wrote \(escaped(path)); ganrepl run \(escaped(path)) runs it")
    return .done
  }
}
