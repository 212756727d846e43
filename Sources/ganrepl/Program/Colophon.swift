import Commands
import Foundation
import GANScript

/// How a report came about, in one line: what somebody needs who wants to make it again.
enum Colophon {
  /// The line: version, data, seeds, processor, time of training, command.
  ///
  /// The time is that of the runs themselves, as their folders keep it, in whole minutes: a report that
  /// is written again says the same.
  static func text(of session: Session, _ invocation: Invocation) -> String {
    let work = session.trainingWork
    var parts = ["ganrepl \(CommandLineProgram.version)"]
    parts += work.data.isEmpty ? [] : [work.data.joined(separator: ", ")]
    if !work.seeds.isEmpty {
      let seeds = work.seeds.map(String.init).joined(separator: ", ")
      parts.append("\(work.seeds.count == 1 ? "seed" : "seeds") \(seeds)")
    }
    parts.append(processor)
    // A training of less than half a millisecond is kept as one of none.
    if !work.seeds.isEmpty {
      let minutes = Int((work.seconds / 60).rounded())
      parts.append(
        minutes == 0
          ? "less than a minute of training"
          : "\(minutes) \(minutes == 1 ? "minute" : "minutes") of training")
    }
    parts.append("again with: \(command(invocation))")
    return parts.joined(separator: " · ")
  }

  /// The command, without the folders of notebook and report; values of parameters are as they were given.
  private static func command(_ invocation: Invocation) -> String {
    func name(_ path: String) -> String { (path as NSString).lastPathComponent }
    var words = ["ganrepl", invocation.command ?? "run"]
    words += invocation.files.map(name)
    if invocation.isQuick { words.append("--quick") }
    for parameter in invocation.parameters {
      words.append("-p '\(parameter.replacing("'", with: "'\\''"))'")
    }
    if let report = invocation.report { words.append("--report \(name(report))") }
    return words.joined(separator: " ")
  }

  /// What the processor calls itself; its architecture where it does not say.
  private static var processor: String {
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = lines.split(separator: "\n").first { $0.hasPrefix("model name") }
    let name = line?.split(separator: ":", maxSplits: 1).last.map(String.init)
    return name?.trimmingCharacters(in: .whitespaces) ?? architecture
  }

  private static var architecture: String {
    #if arch(x86_64)
      "x86-64"
    #elseif arch(arm64)
      "arm64"
    #else
      "a processor of another kind"
    #endif
  }
}
