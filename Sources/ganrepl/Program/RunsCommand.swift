import Commands
import Files
import Foundation
import GANScript
import Notebooks
import Vocabulary

/// `ganrepl runs [DIR...]`: the runs of output folders side by side, as their folders are now.
enum RunsCommand {
  static func perform(_ invocation: Invocation, _ console: Console) -> ExitCode {
    let folders = invocation.files.isEmpty ? ["out"] : invocation.files
    let forms = [invocation.wantsCSV, invocation.wantsJSON, invocation.page != nil]
    guard forms.count(where: { $0 }) + (invocation.prunes ? 1 : 0) <= 1 else {
      return CommandLineProgram.refuse(
        "--csv, --json, --html and --prune do one thing each", help: "give one of them", console)
    }
    if let page = invocation.page, !["html", "htm"].contains(ending(of: page)) {
      return CommandLineProgram.refuse(
        "--html writes .html, not \(page)", help: "ganrepl runs --html runs.html", console)
    }
    if invocation.isSure, !invocation.prunes {
      return CommandLineProgram.refuse(
        "--yes answers --prune, which is not given", help: "ganrepl runs --prune --yes", console)
    }
    if invocation.page == nil, let option = invocation.firstGiven(of: ["overwrite", "threads"]) {
      return CommandLineProgram.refuse(
        "--\(option) goes with --html", help: "ganrepl runs --html runs.html --\(option)", console)
    }
    do throws(FileError) {
      let index = try RunIndex(below: folders)
      if invocation.prunes { return prune(index, folders, invocation, console) }
      for entry in index.entries {
        if let damage = entry.damage {
          console.message("damaged: \(escaped(entry.path)): \(escaped(damage))")
        }
        if let note = entry.note {
          console.message("note: \(escaped(entry.path)): \(escaped(note))")
        }
      }
      if let page = invocation.page { return try write(index, folders, page, invocation, console) }
      if invocation.wantsCSV || invocation.wantsJSON {
        console.result(index.encoded(asJSON: invocation.wantsJSON), ending: "")
      } else if index.entries.isEmpty {
        console.message(noRuns(folders))
      } else {
        let (columns, rows) = index.table(.short)
        Results.show(
          .table(columns: columns, rows: rows.map { $0.map { .text($0.shown) } }), on: console)
      }
      return .done
    } catch {
      console.message("error: \(escaped(error.path)): cannot \(error.action): \(error.reason)")
      return error.refusal == nil ? .files : .denied
    }
  }

  private static func noRuns(_ folders: [String]) -> String {
    "no runs below \(escaped(folders.joined(separator: ", ")))"
  }

  /// The ending of a file's name in small letters.
  private static func ending(of path: String) -> String {
    (path as NSString).pathExtension.lowercased()
  }

  /// Writes the page; one that is there is written over if it is as it was written.
  private static func write(
    _ index: RunIndex, _ folders: [String], _ path: String, _ invocation: Invocation,
    _ console: Console
  ) throws(FileError) -> ExitCode {
    try ReportMark.checkOwn(path, overwrites: invocation.overwrites)
    let context = CommandLineProgram.sessionContext(
      invocation, console, output: folders[0], scriptFolder: "")
    let (columns, rows) = index.table(.short)
    let runs = zip(index.entries, rows).map { entry, row in
      let (figures, problem) = entry.figures(context)
      return RunsPage.Run(
        path: entry.path, cells: row.map(\.shown), outcomes: entry.outcomes, figures: figures,
        problem: entry.damage.map { "damaged: " + $0 } ?? problem ?? entry.note)
    }
    let page = RunsPage(
      title: "Runs below " + folders.joined(separator: ", "), columns: columns, runs: runs)
    let bytes = ReportMark.sealed(Array(page.text.utf8))
    try writeDurably(bytes, to: path)
    console.message(
      "saved \(escaped(path)) (\(byteText(bytes.count)), \(counted(runs.count, "run")))")
    return .done
  }

  /// Says what would be removed, asks, and removes it.
  private static func prune(
    _ index: RunIndex, _ folders: [String], _ invocation: Invocation, _ console: Console
  ) -> ExitCode {
    let removals = index.removals
    let going = Set(removals.map(\.entry.path))
    let damaged = index.entries.filter { $0.damage != nil && !going.contains($0.path) }
    for entry in damaged {
      let reason =
        entry.isOfAnotherVersion
        ? "another version wrote it" : "a training of its recipe writes that anew"
      console.message(
        "stays: \(escaped(entry.path)): \(escaped(entry.damage ?? "")); \(reason)")
    }
    guard !removals.isEmpty else {
      console.message(
        index.entries.isEmpty
          ? noRuns(folders)
          : damaged.isEmpty
            ? "nothing to remove: every run is whole and of use" : "nothing to remove")
      return .done
    }
    for removal in removals {
      let size = byteText(removal.entry.bytes)
      console.result(
        "\(escaped(removal.entry.path))  \(size)  \(escaped(removal.reason))")
    }
    let size = byteText(removals.reduce(0) { $0 + $1.entry.bytes })
    console.message("removing \(counted(removals.count, "run")) frees \(size)")
    if !invocation.isSure {
      guard isatty(STDIN_FILENO) == 1 else {
        console.message("nothing was removed; --yes removes without asking")
        return .commandLine
      }
      guard console.confirms("remove them?", otherwise: "nothing was removed") else {
        return .done
      }
    }
    var code = ExitCode.done
    for (index, removal) in removals.enumerated() {
      if let number = Interrupts.signalReceived {
        console.message("stopped: \(index) of \(counted(removals.count, "run")) removed")
        Interrupts.leave(by: number)
      }
      do {
        let left = try RunIndex.remove(removal.entry)
        if !left.isEmpty {
          console.message(
            "\(escaped(removal.entry.path)) stays: it holds \(escaped(left.joined(separator: ", ")))"
          )
        }
      } catch {
        let reason = (error as? ScriptError)?.message ?? "\(error)"
        console.message("error: \(escaped(removal.entry.path)): \(escaped(reason))")
        code = (error as? ScriptError)?.exitCode ?? .files
      }
    }
    return code
  }
}
