import Commands
import Files
import Foundation
import GANScript
import Vocabulary

/// What the `:` commands do.
extension Prompt {
  typealias Refusal = PromptCommand.Refusal

  /// Writes the session as a notebook and looks whether it can be run.
  mutating func save(_ words: String) throws(Refusal) -> String {
    let isForced = words.hasPrefix("! ")
    let path = unquoted(isForced ? String(words.dropFirst(2)) : words)
    guard !path.isEmpty else { throw Refusal(message: ":save needs a file", help: ":save lab.gan") }
    guard path.hasSuffix(".gan") else {
      throw Refusal(message: "a notebook's name ends in .gan", help: ":save \(path).gan")
    }
    guard !transcript.entries.isEmpty else { throw Refusal(message: "nothing was done yet") }
    if !isForced, kindOfFile(at: path) != nil,
      notebooks[path] == nil || (try? readFile(path)) != notebooks[path]
    {
      throw Refusal(
        message: "\(path) is there and not this session's; it is left as it is",
        help: ":save! \(path) overwrites it")
    }
    let title = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    let bytes = Array(transcript.notebook(title: title, version: CommandLineProgram.version).utf8)
    do throws(FileError) { try writeDurably(bytes, to: path) } catch {
      throw Refusal(message: "\(error.path): cannot \(error.action): \(error.reason)")
    }
    notebooks[path] = bytes
    let report = CommandLineProgram.interpreter(invocation, console, file: path)
      .check(Program.parse(bytes, name: path))
    if report.hasErrors { console.problems(report) }
    return "saved \(path) (\(counted(transcript.entries.count, "cell")))"
      + "; ganrepl run \(path) does it again"
  }

  /// Runs a notebook in this session.
  mutating func runFile(_ words: String) throws(Refusal) -> String {
    let path = unquoted(words)
    guard !path.isEmpty else { throw Refusal(message: ":run needs a file", help: ":run lab.gan") }
    execute("include \(Value.text(path).source)")
    return ""
  }

  /// Types the recommended networks and training.
  mutating func recipe(_ words: String) throws(Refusal) -> String {
    guard words.isEmpty else {
      throw Refusal(
        message: ":recipe takes no words; it is for the last data set",
        help: "type :recipe; what it writes can be changed and typed again")
    }
    let lines: [String]
    do { lines = try RecommendedTraining(interpreter.session).lines } catch {
      let problem = error as? ScriptError
      throw Refusal(message: problem?.message ?? "\(error)", help: problem?.help)
    }
    for line in lines {
      console.result("gan> " + line)
      if history.add(line) { LineEditor.remember(line) }
      let carriedOut = transcript.entries.count
      execute(line)
      guard transcript.entries.count > carriedOut, Interrupts.signalReceived == nil else { break }
    }
    return ""
  }

  /// One line a name.
  func listVariables() -> String {
    let variables = interpreter.variables
    guard !variables.isEmpty else { return "no names yet" }
    let names = variables.keys.sorted()
    let widest = min(names.map(displayWidth).max() ?? 0, 24)
    let columns = console.terminal().columns
    return names.map { name in
      let gap = String(repeating: " ", count: max(widest - displayWidth(name), 0) + 2)
      return shortened(name + gap + (variables[name] ?? .nothing).source, to: columns - 1)
    }.joined(separator: "\n")
  }

  mutating func undo() throws(Refusal) -> String {
    guard let state = earlier.popLast() else { throw Refusal(message: "there is nothing to undo") }
    interpreter = state.interpreter
    transcript = state.transcript
    let first = state.input.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return "undone: " + shortened(first, to: console.terminal().columns - 9)
  }

  func listHistory(_ words: String) throws(Refusal) -> String {
    guard let count = words.isEmpty ? 25 : Int(words), count > 0 else {
      throw Refusal(message: ":history takes a number of entries", help: ":history 20")
    }
    // The last one is this very command.
    return history.entries.dropLast().suffix(count).joined(separator: "\n")
  }

  mutating func time(_ words: String) throws(Refusal) -> String {
    switch words {
    case "": return durationLine
    case "on", "off":
      tellsTime = words == "on"
      return tellsTime ? "times are shown" : "times are not shown"
    default: throw Refusal(message: ":time takes on, off or nothing", help: ":time on")
    }
  }

  /// Draws trainings as they run, or no longer; without a word says how things stand.
  func live(_ words: String) throws(Refusal) -> String {
    switch words {
    case "": break
    case "on":
      guard console.canBeLive else {
        throw Refusal(
          message: "nothing can be drawn over here: there are no control sequences",
          help: "NO_COLOR, --color=never and TERM=dumb switch them off")
      }
      console.isLive = true
    case "off": console.isLive = false
    default: throw Refusal(message: ":live takes on, off or nothing", help: ":live on")
    }
    return console.isLive ? "trainings are drawn as they run" : "live drawing is off"
  }

  /// The cells of this session, or of a notebook.
  func listCells(_ words: String) throws(Refusal) -> String {
    let path = unquoted(words)
    guard !path.isEmpty else {
      if transcript.entries.isEmpty { return "no cells yet" }
      return transcript.entries.enumerated().map { "\($0 + 1)  \($1.title)" }
        .joined(separator: "\n")
    }
    let bytes: [UInt8]
    do throws(FileError) { bytes = try readFile(path, limit: Limits.readBytes) } catch {
      throw Refusal(message: "\(error.path): cannot \(error.action): \(error.reason)")
    }
    let cells = Program.parse(bytes, name: path).cells.filter { !$0.isProse }
    return cells.map { "\($0.number)  \($0.title.isEmpty ? "(no title)" : $0.title)" }
      .joined(separator: "\n")
  }

  /// Lets the user change an input in an editor, then runs it.
  mutating func edit(_ words: String) throws(Refusal) -> String {
    let entries = transcript.entries
    let number = words.isEmpty ? entries.count : Int(words) ?? 0
    guard words.isEmpty || entries.indices.contains(number - 1) else {
      throw Refusal(message: "there is no cell \(words)", help: ":cells lists them")
    }
    let text = number > 0 ? entries[number - 1].text : ""
    guard let edited = try edited(text) else { return "nothing was changed" }
    if history.add(edited) { LineEditor.remember(edited) }
    console.result(escapedLines(edited))
    execute(edited)
    return ""
  }

  /// The text as an editor left it; `nil` if it is the same or empty.
  private func edited(_ text: String) throws(Refusal) -> String? {
    let edited = try TextEditor(ProcessInfo.processInfo.environment).edited(text)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    return edited.isEmpty || edited == text ? nil : edited
  }

  /// Does again what succeeded in a session that ended early.
  mutating func recover(_ words: String) throws(Refusal) -> String {
    guard let left = journal.left else {
      throw Refusal(message: "no session ended early")
    }
    switch words {
    case "": break
    case "no":
      journal.forgetLeft()
      return "dropped \(counted(left.inputs.count, "input"))"
    default:
      throw Refusal(message: ":recover takes no or nothing", help: ":recover no drops them")
    }
    for input in left.inputs where Interrupts.signalReceived == nil {
      console.result(escapedLines(input))
      execute(input)
    }
    if Interrupts.signalReceived == nil {
      journal.keep(transcript.entries.map(\.text))
      journal.forgetLeft()
    }
    return ""
  }

  private func unquoted(_ words: String) -> String {
    let isQuoted = words.count > 1 && words.hasPrefix("\"") && words.hasSuffix("\"")
    return isQuoted ? String(words.dropFirst().dropLast()) : words
  }
}

/// Text of several lines as a terminal may show it.
func escapedLines(_ text: String) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) }
    .joined(separator: "\n")
}

/// The files that a path begun by the user may mean: folders with `/`, and files with one of the
/// endings; all files if no endings are given. Hidden ones only if their dot was typed.
func filesLike(_ path: String, _ endings: [String]) -> [String] {
  let slash = path.lastIndex(of: "/")
  let folder = slash.map { String(path[...$0]) } ?? ""
  let begun = slash.map { String(path[path.index(after: $0)...]) } ?? path
  guard let names = try? namesInFolder(folder.isEmpty ? "." : folder).names else { return [] }
  return names.compactMap { name in
    guard name.hasPrefix(begun), name.hasPrefix(".") == begun.hasPrefix("."),
      escaped(name) == name, !name.contains("\"")
    else { return nil }
    if kindOfFile(at: folder + name) == .folder { return folder + name + "/" }
    let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    return endings.isEmpty || endings.contains(ending) ? folder + name : nil
  }
}
