import Benchmark
import Commands
import Files
import Foundation
import GANScript
import Kernels
import Notebooks
import Ranks
import Vocabulary

/// An option of the command line.
struct CommandLineOption: Described {
  /// What giving an option does.
  enum Effect: Sendable {
    /// A switch: nothing follows it.
    case turnsOn(WritableKeyPath<Invocation, Bool> & Sendable)
    /// What follows it is taken; the usage calls it by that name.
    case takes(
      String, @Sendable (inout Invocation, String) throws(Invocation.Mistake) -> Void)
  }

  var term: Term
  /// One letter, if it has one.
  var short: Character?
  var effect: Effect
  /// The commands that it has an effect on; a notebook alone, `-e`, standard input and the prompt mean
  /// `run`. Usage, manual, completion and the check of a command line all ask this.
  var commands: [String]
  /// What a shell may complete after it.
  var operand = Operand.nothing

  /// What follows it; `nil` for a switch.
  var value: String? {
    if case .takes(let name, _) = effect { name } else { nil }
  }

  static let catalog = Catalog<CommandLineOption>(
    "option",
    ofNotebooks + ofTheTerminal + ofCheck + ofBench + ofRuns + ofTheKernel + ofTheProgram)

  private static let ofNotebooks: [CommandLineOption] = [
    CommandLineOption(
      term: Term("output", "folder for all files, instead of out/NOTEBOOK"), short: "o",
      effect: .takes("DIR") { $0.output = $1 },
      commands: ["run", "replay", "check", "bench", "kernel", "doctor"], operand: .folders),
    CommandLineOption(
      term: Term("param", "value of a notebook's `param`; may be repeated"), short: "p",
      effect: .takes("NAME=VALUE") { (invocation, value) throws(Invocation.Mistake) in
        try invocation.addParameter(value)
      }, commands: ["run", "replay", "check", "bench"], operand: .parameters),
    CommandLineOption(
      term: Term("eval", "statements to run, separated by newlines or `;`"), short: "e",
      effect: .takes("CODE") { $0.code.append($1) }, commands: ["run"]),
    CommandLineOption(
      term: Term("cell", "one cell or section, by number, title or id"),
      effect: .takes("WHICH") { $0.selection = .cell($1) }, commands: ["run"], operand: .cells),
    CommandLineOption(
      term: Term("from", "that cell and all after it"),
      effect: .takes("WHICH") { $0.selection = .from($1) }, commands: ["run"], operand: .cells),
    CommandLineOption(
      term: Term("report", "what was shown, as \(reportEndings)"),
      effect: .takes("FILE") { $0.report = $1 }, commands: ["run", "replay"],
      operand: .files(ReportFormat.catalog.names)),
    CommandLineOption(
      term: Term("quick", "replays a small version"), effect: .turnsOn(\.isQuick),
      commands: ["replay"]),
    CommandLineOption(
      term: Term("strict", "a claim that does not hold is a failed check"),
      effect: .turnsOn(\.isStrict), commands: ["run", "replay"]),
    CommandLineOption(
      term: Term("fresh", "trains again what an earlier session trained"),
      effect: .turnsOn(\.trainsAnew), commands: ["run", "replay", "check", "kernel"]),
    CommandLineOption(
      term: Term("overwrite", "writes over files that are not ganrepl's own"),
      effect: .turnsOn(\.overwrites),
      commands: ["run", "replay", "check", "bench", "runs", "export", "kernel"]),
    CommandLineOption(
      term: Term("allow-read", "lets a notebook read there too; may be repeated"),
      effect: .takes("DIR") { $0.readable.append($1) },
      commands: ["run", "replay", "check", "bench", "kernel"], operand: .folders),
  ]

  private static let ofTheTerminal: [CommandLineOption] = [
    CommandLineOption(
      term: Term("threads", "threads to work with; results are the same"),
      effect: .takes("N") { (invocation, value) throws(Invocation.Mistake) in
        invocation.threads = try Invocation.count("threads", value, 1...256)
        invocation.threadsAreChosen = true
      }, commands: ["run", "replay", "check", "bench", "runs", "kernel", "doctor"]),
    CommandLineOption(
      term: Term("color", "auto, always or never; otherwise NO_COLOR counts"),
      effect: .takes("WHEN") { (invocation, value) throws(Invocation.Mistake) in
        invocation.color = try Invocation.color(value)
      }, commands: ["run", "replay", "check", "bench", "export", "doctor"],
      operand: .words(words(ColorChoice.allCases.map(\.rawValue)))),
    CommandLineOption(
      term: Term("live", "draws losses and pictures while a training goes on"),
      effect: .turnsOn(\.isLive), commands: ["run", "replay"]),
  ]

  private static let ofCheck: [CommandLineOption] = [
    CommandLineOption(
      term: Term("ranks", "what a notebook costs with N processes, for check"),
      effect: .takes("N") { (invocation, value) throws(Invocation.Mistake) in
        invocation.processes = try Invocation.count("ranks", value, 1...100_000)
      }, commands: ["check"])
  ]

  private static let ofBench: [CommandLineOption] = [
    CommandLineOption(
      term: Term("batch", "samples in a step, for bench"),
      effect: .takes("N") { (invocation, value) throws(Invocation.Mistake) in
        invocation.batch = try Invocation.count("batch", value, 2...256)
      }, commands: ["bench"]),
    CommandLineOption(
      term: Term("optimizer", "what moves the weights, for bench"),
      effect: .takes("NAME") { $0.optimizer = $1 }, commands: ["bench"],
      operand: .words(words(Workload.optimizers))),
    CommandLineOption(
      term: Term("rgb", "bench in colour: 12,288 numbers a picture"),
      effect: .turnsOn(\.wantsRGB), commands: ["bench"]),
    CommandLineOption(
      term: Term("json", "the result as JSON"), effect: .turnsOn(\.wantsJSON),
      commands: ["bench", "runs"]),
  ]

  private static let ofRuns: [CommandLineOption] = [
    CommandLineOption(
      term: Term("csv", "runs as comma-separated values"), effect: .turnsOn(\.wantsCSV),
      commands: ["runs"]),
    CommandLineOption(
      term: Term("html", "runs as one page with their curves and pictures"),
      effect: .takes("FILE") { $0.page = $1 }, commands: ["runs"], operand: .files(["html"])),
    CommandLineOption(
      term: Term("prune", "removes runs that no command would use again"),
      effect: .turnsOn(\.prunes), commands: ["runs"]),
    CommandLineOption(
      term: Term("yes", "does not ask"), short: "y", effect: .turnsOn(\.isSure),
      commands: ["runs"]),
  ]

  private static let ofTheKernel: [CommandLineOption] = [
    CommandLineOption(
      term: Term("install", "tells Jupyter of the kernel"), effect: .turnsOn(\.installs),
      commands: ["kernel"]),
    CommandLineOption(
      term: Term("prefix", "where the kernel goes, instead of the user's own"),
      effect: .takes("DIR") { $0.prefix = $1 }, commands: ["kernel"], operand: .folders),
    CommandLineOption(
      term: Term("connection", "serves Jupyter, which writes this file"),
      effect: .takes("FILE") { $0.connection = $1 }, commands: ["kernel"],
      operand: .files(["json"])),
  ]

  private static let ofTheProgram: [CommandLineOption] = [
    CommandLineOption(
      term: Term("help", "this text"), short: "h", effect: .turnsOn(\.wantsHelp),
      commands: Subcommand.catalog.names),
    CommandLineOption(
      term: Term("version", "the version"), short: "V", effect: .turnsOn(\.wantsVersion),
      commands: Subcommand.catalog.names),
  ]

  private static func words(_ names: [String]) -> [Term] { names.map { Term($0, "") } }

  private static var reportEndings: String {
    let endings = ReportFormat.catalog.names.map { "." + $0 }
    return endings.dropLast().joined(separator: ", ") + " or " + (endings.last ?? "")
  }
}

/// What was asked for on the command line.
struct Invocation {
  var command: String?
  var files: [String] = []
  var output: String?
  var parameters: [String] = []
  var selection = Selection.all
  var code: [String] = []
  var threads = min(Processor.cores, 16)
  /// Whether the user chose how many.
  var threadsAreChosen = false
  /// The processes that share the work.
  var ranks = Ranks.alone
  /// How many processes a check prices a notebook for.
  var processes: Int?
  var color = ColorChoice.auto
  var isLive = false
  var batch: Int?
  var optimizer: String?
  var wantsRGB = false
  var wantsJSON = false
  var wantsCSV = false
  /// The page of runs to write.
  var page: String?
  var prunes = false
  /// Whether Jupyter is to be told of the kernel, and below which prefix.
  var installs = false
  var prefix: String?
  /// The connection file of the kernel to be.
  var connection: String?
  var isSure = false
  var wantsHelp = false
  var wantsVersion = false
  var trainsAnew = false
  var overwrites = false
  var readable: [String] = []
  var report: String?
  var isQuick = false
  var isStrict = false
  /// Whether the notebook, or the lines of a prompt, come from standard input.
  var readsStandardInput: Bool {
    files == ["-"] || (command == nil && files.isEmpty && code.isEmpty)
  }

  /// The names of the options that were given.
  private(set) var given: [String] = []

  /// A command line that cannot be understood.
  struct Mistake: Error {
    var message: String
    var help: String?
  }

  init(_ arguments: [String]) throws(Mistake) {
    var rest = arguments[...]
    var optionsAreOver = false
    while let argument = rest.popFirst() {
      // The arrow is a sign of the language, of which there is help.
      guard !optionsAreOver, argument.hasPrefix("-"), !["-", "->"].contains(argument) else {
        if argument.isEmpty {
          throw Mistake(
            message: "an empty text is no file", help: "a variable of the shell may not be set")
        }
        if command == nil, files.isEmpty, Subcommand.catalog[argument] != nil {
          command = argument
        } else {
          files.append(argument)
        }
        continue
      }
      if argument == "--" {
        optionsAreOver = true
        continue
      }
      let (option, attached) = try Invocation.option(argument)
      given.append(option.name)
      switch option.effect {
      case .turnsOn(let property):
        if attached != nil { throw Mistake(message: "--\(option.name) takes no value") }
        self[keyPath: property] = true
      case .takes(let wanted, let take):
        guard let value = attached ?? rest.popFirst() else {
          throw Mistake(message: "\(argument) needs \(wanted)")
        }
        if value.isEmpty, ["DIR", "FILE"].contains(wanted) {
          throw Mistake(
            message: "\(argument) needs \(wanted), not an empty text",
            help: "a variable of the shell may not be set")
        }
        try take(&self, value)
      }
    }
    let command = command ?? "run"
    for option in given.compactMap({ CommandLineOption.catalog[$0] })
    where !option.commands.contains(command) {
      throw Mistake(
        message: "--\(option.name) is not for \(command)",
        help: "it is for \(Invocation.enumeration(option.commands))")
    }
  }

  /// The first of some options that was given.
  func firstGiven(of names: [String]) -> String? { given.first { names.contains($0) } }

  /// `a, b and c`.
  private static func enumeration(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  private static func option(_ argument: String) throws(Mistake) -> (CommandLineOption, String?) {
    if argument.hasPrefix("--") {
      let parts = argument.dropFirst(2).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts.first ?? "")
      do {
        return (try CommandLineOption.catalog.find(name), parts.count > 1 ? String(parts[1]) : nil)
      } catch {
        throw Mistake(
          message: "there is no option --\(name)",
          help: error.suggestion.map { "did you mean --\($0)?" })
      }
    }
    let letter = argument[argument.index(after: argument.startIndex)]
    guard let option = CommandLineOption.catalog.elements.first(where: { $0.short == letter })
    else {
      throw Mistake(message: "there is no option -\(letter)")
    }
    return (option, argument.count > 2 ? String(argument.dropFirst(2)) : nil)
  }

  fileprivate mutating func addParameter(_ value: String) throws(Mistake) {
    guard let equals = value.firstIndex(of: "="), equals != value.startIndex else {
      throw Mistake(message: "-p takes NAME=VALUE, not \(value)")
    }
    parameters.append(value)
  }

  fileprivate static func color(_ value: String) throws(Mistake) -> ColorChoice {
    guard let choice = ColorChoice(rawValue: value) else {
      let near = nearest(to: value, among: ColorChoice.allCases.map(\.rawValue))
      throw Mistake(
        message: "--color takes auto, always or never, not \(value)",
        help: near.map { "did you mean --color=\($0)?" })
    }
    return choice
  }

  fileprivate static func count(
    _ option: String, _ value: String, _ bounds: ClosedRange<Int>
  ) throws(Mistake) -> Int {
    guard let count = Int(value), bounds.contains(count) else {
      throw Mistake(
        message: "--\(option) takes a whole number from \(bounds.lowerBound) to "
          + "\(bounds.upperBound), not \(value)")
    }
    return count
  }

  /// The paths that the command line names besides files to run: a notebook may read them.
  var namedPaths: [String] {
    readable + (output.map { [$0] } ?? [])
      + parameters.map { String($0[$0.index(after: $0.firstIndex(of: "=") ?? $0.startIndex)...]) }
      .filter { !$0.isEmpty && kindOfFile(at: $0) != nil }
  }

  /// The command that was probably meant where the first word is neither one nor a file's name.
  var misspelledCommand: String? {
    guard command == nil, let word = files.first, !word.contains("."), !word.contains("/") else {
      return nil
    }
    return nearest(to: word, among: Subcommand.catalog.names)
  }

  /// How the program is called.
  static var usage: String {
    var lines = ["ganrepl, a laboratory notebook for generative adversarial networks", ""]
    func add(_ head: String, _ summary: String, width: Int) {
      lines.append(head + String(repeating: " ", count: max(1, width - head.count)) + summary)
    }
    add("ganrepl", "the prompt", width: 29)
    for command in Subcommand.catalog.elements {
      add(
        "ganrepl \(command.name) \(command.arguments)".trimmingCharacters(in: .whitespaces),
        command.term.summary, width: 29)
    }
    add("ganrepl -e 'CODE'", "runs statements", width: 29)
    add("ganrepl - < FILE", "runs standard input", width: 29)
    lines.append("")
    lines += CommandLineOption.catalog.elements.map(row)
    return lines.joined(separator: "\n")
  }

  /// How a command is called: what it does, and its options.
  static func usage(of command: Subcommand) -> String {
    let head = "ganrepl \(command.name) \(command.arguments)"
      .trimmingCharacters(in: .whitespaces)
    let options = CommandLineOption.catalog.elements.filter {
      $0.commands.contains(command.name)
    }
    return (["\(head): \(command.term.summary)", ""] + options.map(row)).joined(separator: "\n")
  }

  private static func row(_ option: CommandLineOption) -> String {
    let short = option.short.map { "-\($0), " } ?? "    "
    let head = "  \(short)--\(option.name)" + (option.value.map { " " + $0 } ?? "")
    return head + String(repeating: " ", count: max(1, 28 - head.count)) + option.term.summary
  }
}
