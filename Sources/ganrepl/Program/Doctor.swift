import CCairo
import CGIF
import CPNG
import CReadline
import CTurboJPEG
import CZlib
import Commands
import Files
import Foundation
import GANScript
import Kernels
import Vocabulary

/// `ganrepl doctor`: what a report of a problem should say of program and machine.
enum Doctor {
  static func report(_ invocation: Invocation, _ console: Console) -> ExitCode {
    guard invocation.files.isEmpty else {
      return CommandLineProgram.refuse(
        "doctor takes nothing; \(invocation.files[0]) is too much", help: "ganrepl doctor", console)
    }
    let rows =
      [("ganrepl", CommandLineProgram.version)] + libraries + machine(invocation)
      + terminal(console)
      + folders(invocation)
    let widest = rows.map(\.0.count).max() ?? 0
    for (name, value) in rows {
      let gap = String(repeating: " ", count: widest - name.count + 2)
      console.result(name + gap + escaped(value))
    }
    return .done
  }

  private static var libraries: [(String, String)] {
    let jpeg = Int(turboJPEGVersion())
    let number = png_access_version_number()
    return [
      ("readline", readlineVersion().map { String(cString: $0) } ?? "?"),
      ("libpng", "\(number / 10_000).\(number / 100 % 100).\(number % 100)"),
      (
        "libjpeg-turbo",
        jpeg == 0 ? "?" : "\(jpeg / 1_000_000).\(jpeg / 1000 % 1000).\(jpeg % 1000)"
      ),
      ("giflib", "\(GIFLIB_MAJOR).\(GIFLIB_MINOR).\(GIFLIB_RELEASE)"),
      ("cairo", cairo_version_string().map { String(cString: $0) } ?? "?"),
      ("zlib", zlibVersion().map { String(cString: $0) } ?? "?"),
    ]
  }

  private static func machine(_ invocation: Invocation) -> [(String, String)] {
    let process = ProcessInfo.processInfo
    let gigabytes = Double(process.physicalMemory) / 1e9
    return [
      ("system", process.operatingSystemVersionString),
      (
        "processors",
        "\(process.activeProcessorCount); \(counted(invocation.threads, "thread")) "
          + (invocation.threads == 1 ? "is used" : "are used")
      ),
      ("built for", ProcessorBuild.level),
      (
        "vectors",
        "\(Processor.lanes) numbers of 32 bits"
          + (Processor.fusesMultiplyAdd ? ", with fused multiply-add" : "")
      ),
      ("memory", String(format: "%.1f GB; a training may take 80 %% of it", gigabytes)),
      ("open files", limit(RLIMIT_NOFILE)),
      ("stack", limit(RLIMIT_STACK, isOfBytes: true)),
    ]
  }

  private static func limit(_ resource: __rlimit_resource, isOfBytes: Bool = false) -> String {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else { return "?" }
    guard limit.rlim_cur != rlim_t.max else { return "no limit" }
    return isOfBytes ? byteText(Int(clamping: limit.rlim_cur)) : "\(limit.rlim_cur)"
  }

  private static func terminal(_ console: Console) -> [(String, String)] {
    let environment = ProcessInfo.processInfo.environment
    let terminal = console.terminal()
    let colors =
      switch terminal.colors {
      case .none: "none"
      case .palette: "256"
      case .full: "24 bit"
      }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }
      .first { !$0.isEmpty }
    return [
      ("locale", locale ?? "none: plain ASCII"),
      (
        "terminal",
        "\(environment["TERM"] ?? "none"), \(terminal.columns) x \(terminal.rows), "
          + "colours \(colors), plots \(terminal.style.rawValue), "
          + "pictures \(terminal.graphics.rawValue)"
      ),
    ]
  }

  private static func folders(_ invocation: Invocation) -> [(String, String)] {
    let output = invocation.output ?? "out"
    let near = kindOfFile(at: output) == .folder ? output : "."
    let free =
      freeBytes(at: near).map { String(format: ", %.1f GB free", Double($0) / 1e9) } ?? ""
    let history = PromptHistory(ProcessInfo.processInfo.environment)
    return [
      ("output", output + free),
      ("history", history.note ?? history.location ?? "off"),
    ]
  }
}
