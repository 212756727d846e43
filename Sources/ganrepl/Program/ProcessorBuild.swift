import CProcessor
import Files
import Foundation
import GANScript
import Kernels

/// The processor that the program was built for, and the one that it runs on. Everything here is
/// compiled for the baseline, and comes before anything that is not.
enum ProcessorBuild {
  /// The variable that names a build, when the program is built and, of a portable installation, when
  /// it is started.
  static let variable = "GANREPL_PROCESSOR"

  /// A level of x86-64.
  struct Level {
    var name: String
    /// What it needs beyond the baseline.
    var instructions: UInt64
  }

  /// The levels that a portable installation has builds for, the best first.
  static let levels = [
    Level(name: "x86-64-v4", instructions: instructionsOfV4),
    Level(name: "x86-64-v3", instructions: instructionsOfV3),
    Level(name: "x86-64", instructions: 0),
  ]

  /// Why the program cannot run here.
  struct Problem: Error {
    var message: String
    var help: String
    var exitCode: ExitCode
  }

  /// The highest level that this build makes full use of.
  static var level: String {
    guard hasProcessorLevels() else { return "Arm" }
    let found = levels.first { Processor.instructions & $0.instructions == $0.instructions }
    return found?.name ?? ""
  }

  /// The instruction this build needs that is missing here; `nil` if there is none.
  static func lacking(_ instructions: UInt64) -> String? {
    lackingInstruction(instructions).map { String(cString: $0) }
  }

  /// Goes on as the best build for this processor, where a portable installation has one. Throws if
  /// this build needs instructions that the processor lacks, or the one that the variable names does.
  ///
  /// Where a build takes over, the process is the same; nothing was opened or changed before.
  static func settle() throws(Problem) {
    if let missing = lacking(Processor.instructions) {
      throw Problem(
        message: "this program was built for \(level), and this processor lacks \(missing)",
        help: "build it here, or for all processors: make install PORTABLE=1", exitCode: .limit)
    }
    guard hasProcessorLevels(), Processor.instructions & instructionsOfV3 != instructionsOfV3,
      let folder = buildsFolder
    else { return }
    let wanted = getenv(variable).map { String(cString: $0) } ?? ""
    let choices = levels.filter { wanted.isEmpty || $0.name == wanted }
    guard let first = choices.first else {
      throw Problem(
        message: "\(variable): there is no build for \(wanted)",
        help: "there is " + levels.map(\.name).joined(separator: ", "), exitCode: .commandLine)
    }
    for level in choices where level.instructions != 0 {
      guard lacking(level.instructions) == nil else { continue }
      // Returns only if it cannot be started.
      execv("\(folder)/\(level.name)/ganrepl", CommandLine.unsafeArgv)
    }
    if !wanted.isEmpty, first.instructions != 0 {
      let missing = lacking(first.instructions)
      throw Problem(
        message: "\(variable): the build for \(wanted) "
          + (missing.map { "needs \($0), which this processor lacks" } ?? "is not installed"),
        help: "leave the variable out, and the best build is chosen", exitCode: .limit)
    }
  }

  /// Where the builds of a portable installation are: `PREFIX/libexec/ganrepl` of
  /// `PREFIX/bin/ganrepl`.
  private static var buildsFolder: String? {
    guard let program = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(program) }
    let parts = String(cString: program).split(separator: "/").dropLast(2)
    let folder = parts.map { "/" + $0 }.joined() + "/libexec/ganrepl"
    return kindOfFile(at: folder) == .folder ? folder : nil
  }
}
