import Commands
import Foundation
import GANScript
import Vocabulary

/// A command that only the prompt has; it begins with `:`.
struct PromptCommand: Described {
  var term: Term
  /// What it does with the words after its name; returns what it shows.
  var perform: @Sendable (inout Prompt, String) throws(Refusal) -> String

  /// Why a command does nothing.
  struct Refusal: Error {
    var message: String
    var help: String?
    var exitCode = ExitCode.script
  }

  static let catalog = Catalog<PromptCommand>(
    "command of the prompt",
    [
      PromptCommand(
        term: Term(
          "save", "keeps what was typed and succeeded as a notebook",
          discussion: """
            :save FILE.gan. A file that this session did not write, or that was changed since, is \
            not overwritten; :save! FILE.gan does so.
            """, example: ":save lab.gan")
      ) { (prompt, words) throws(Refusal) in try prompt.save(words) },
      PromptCommand(
        term: Term("run", "runs a notebook here, as `include` does", example: ":run lab.gan")
      ) { (prompt, words) throws(Refusal) in try prompt.runFile(words) },
      PromptCommand(
        term: Term(
          "recipe", "writes networks and a training for the last data set, and starts it",
          discussion: """
            Three ordinary lines, as if they were typed, for a hundred to some thousand pictures: \
            networks that fit, and a training of about 45,000 small steps; some minutes for 64 x 64. \
            Ctrl-C keeps what was trained, and :save makes a notebook of it.
            """, example: ":recipe")
      ) { (prompt, words) throws(Refusal) in try prompt.recipe(words) },
      PromptCommand(term: Term("vars", "lists names and what they stand for")) { prompt, _ in
        prompt.listVariables()
      },
      PromptCommand(
        term: Term(
          "undo", "forgets what the last input did to names, data and networks",
          discussion: "Files that it wrote stay.")
      ) { (prompt, _) throws(Refusal) in try prompt.undo() },
      PromptCommand(
        term: Term("history", "lists what was typed: :history 20", example: ":history 5")
      ) { (prompt, words) throws(Refusal) in try prompt.listHistory(words) },
      PromptCommand(
        term: Term("time", "how long the last input took; `on` shows it after every input")
      ) { (prompt, words) throws(Refusal) in try prompt.time(words) },
      PromptCommand(
        term: Term(
          "live", "on or off: draws losses and pictures while a training runs",
          discussion: """
            The losses so far, and below them a row of five pictures, drawn anew once a second; \
            `ganrepl --live` begins with it. Numbers and files are the same without it.
            """, example: ":live on")
      ) { (prompt, words) throws(Refusal) in try prompt.live(words) },
      PromptCommand(
        term: Term("cells", "lists the cells that :save writes, or those of a notebook")
      ) { (prompt, words) throws(Refusal) in try prompt.listCells(words) },
      PromptCommand(
        term: Term(
          "edit", "opens the last input, or a cell of :cells, in an editor and runs it",
          discussion: "The editor is the one of the environment's VISUAL or EDITOR, else vi.")
      ) { (prompt, words) throws(Refusal) in try prompt.edit(words) },
      PromptCommand(
        term: Term(
          "recover", "repeats what was typed in a session that ended unexpectedly",
          discussion: """
            What succeeds is kept as it is typed, until the session ends with Ctrl-D or :quit. Runs \
            are found and not trained again. :recover no drops it.
            """)
      ) { (prompt, words) throws(Refusal) in try prompt.recover(words) },
      PromptCommand(term: Term("help", "lists these commands, or explains one")) {
        (prompt, words) throws(Refusal) in try help(words)
      },
      PromptCommand(term: Term("quit", "leaves; so does Ctrl-D")) { prompt, _ in
        prompt.isOver = true
        return ""
      },
    ])

  /// The command that a line names, and the words after it; suggests the nearest one.
  static func find(_ line: String) throws(Refusal) -> (PromptCommand, String) {
    let parts = line.dropFirst().split(separator: " ", maxSplits: 1)
    var name = parts.first.map(String.init) ?? ""
    var words = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
    if name == "save!" {
      name = "save"
      words = "! " + words
    }
    let beginnings = catalog.elements.filter { !name.isEmpty && $0.name.hasPrefix(name) }
    if beginnings.count == 1, catalog[name] == nil { return (beginnings[0], words) }
    do throws(UnknownName) { return (try catalog.find(name), words) } catch {
      if beginnings.count > 1 {
        throw Refusal(
          message: "`:\(name)` is the beginning of several commands",
          help: beginnings.map { "`:\($0.name)`" }.joined(separator: ", "))
      }
      throw Refusal(
        message: "there is no command `:\(name)`",
        help: error.suggestion.map { "did you mean `:\($0)`?" } ?? ":help lists them")
    }
  }

  /// The page of a command; without a name a line for each.
  static func help(_ name: String) throws(Refusal) -> String {
    guard name.isEmpty else {
      let term = try find(name.hasPrefix(":") ? name : ":" + name).0.term
      let more = [term.discussion, term.example.isEmpty ? "" : "Example:\n  \(term.example)"]
      return ([":\(term.name): \(term.summary)"] + more.filter { !$0.isEmpty })
        .joined(separator: "\n")
    }
    let rows = catalog.terms.map { term in
      "  :\(term.name)" + String(repeating: " ", count: max(9 - term.name.count, 1)) + term.summary
    }
    return (["Commands of the prompt (they have no place in a notebook):"] + rows)
      .joined(separator: "\n")
  }
}
