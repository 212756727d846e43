/// What was carried out at a prompt, as a notebook that does it again.
public struct Transcript: Sendable {
  /// One input at the prompt.
  public struct Entry: Sendable {
    /// The statements that succeeded, as they were typed.
    public let text: String
    /// What it did, in a few words: `baseline = train`.
    public let title: String
    /// Whether the text has cell markers of its own.
    let hasCells: Bool
    /// The files that it wrote.
    let files: Set<String>
    /// Whether it was stopped by the user before its end.
    let isInterrupted: Bool
  }

  /// All inputs that did something, in order.
  public private(set) var entries: [Entry] = []

  /// Nothing was typed yet.
  public init() {}

  /// Adds what succeeded of an input. An earlier input that wrote one of the same files, and did
  /// nothing else, is forgotten: a notebook writes each file once.
  ///
  /// - Parameters:
  ///   - program: What was typed.
  ///   - report: What came of it.
  ///   - files: The files that it wrote.
  ///   - isInterrupted: Whether the user stopped its last statement.
  public mutating func add(
    _ program: Program, _ report: Report, files: Set<String> = [], isInterrupted: Bool = false
  ) {
    let done = Set(report.completed.map(\.span))
    let statements = program.statements.filter { statement in
      if case .help = statement.form { return false }
      return done.contains(statement.span)
    }
    guard let first = statements.first else { return }
    let isWhole = statements.count == program.statements.count
    let text =
      isWhole
      ? trimmed(program.source.text(program.source.start..<program.source.bytes.count))
      : statements.map { program.source.text($0.span) }.joined(separator: "\n")
    entries.removeAll { entry in
      !entry.files.isEmpty && entry.files.isSubset(of: files)
        && Program.parse(entry.text, name: "").statements.allSatisfy(\.definedNames.isEmpty)
    }
    entries.append(
      Entry(
        text: text, title: first.title,
        hasCells: isWhole && program.cells.contains(where: \.hasMarker),
        files: files, isInterrupted: isInterrupted))
  }

  /// The whole session as a notebook in the percent format, one cell an input.
  public func notebook(title: String, version: String) -> String {
    var text = """
      #!/usr/bin/env ganrepl
      language 1
      # %% [markdown]
      # # \(escaped(title))
      #
      # Kept from the prompt of ganrepl \(version).

      """
    for (index, entry) in entries.enumerated() {
      text += entry.hasCells ? "\n" : "\n# %% \(index + 1) \(entry.title)\n"
      text += entry.text + "\n"
      if entry.isInterrupted {
        text += "# Ctrl-C stopped this; run again, it goes on to its end.\n"
      }
    }
    return text
  }
}

extension Statement {
  /// What it does, in a few words.
  fileprivate var title: String {
    switch form {
    case .assignment(let name, let command): "\(name.name) = \(command.verb.name)"
    case .binding(let name, _): name.name
    case .command(let command):
      if case .name(let word)? = command.arguments.first?.value.form {
        "\(command.verb.name) \(word)"
      } else {
        command.verb.name
      }
    case .network(let network): "net \(network.name.name)"
    case .parameter(let parameter): "param \(parameter.name.name)"
    case .loop(let name, _, _): "for \(name.name)"
    case .branch: "if"
    case .expectation: "expect"
    case .include: "include"
    case .print, .expression: "print"
    case .language, .help, .broken: ""
    }
  }
}
