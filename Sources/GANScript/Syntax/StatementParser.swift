/// Statements and blocks.
extension Parser {
  /// What ends a list of statements.
  enum BlockEnd: Sendable {
    case end, otherwise, cell, text
  }

  /// Statements up to what ends them, which is left where it is.
  ///
  /// `opened` is the word that began the block; `nil` on the outermost level, where cells and stray
  /// `end`s end nothing.
  mutating func statements(in opened: Span?, blockDepth: Int) -> ([Statement], BlockEnd) {
    var list: [Statement] = []
    while true {
      while kind == .newline { advance() }
      switch kind {
      case .end: return (list, .text)
      case .cell: return (list, .cell)
      default: break
      }
      if opened != nil, word == "end", following.kind != .equal { return (list, .end) }
      if opened != nil, word == "else" || word == "elif" { return (list, .otherwise) }
      let start = index
      do throws(Diagnostic) {
        let statement = try statement(blockDepth: blockDepth)
        guard isAtStatementEnd else { throw pathAfterVerb(at: start) ?? unexpectedRest() }
        list.append(statement)
      } catch {
        note(error)
        recover()
        let span = tokens[start].span
        list.append(Statement(form: .broken(definedName(at: start)), span: span))
      }
    }
  }

  /// The name that a statement at a token would give a value.
  private func definedName(at index: Int) -> Identifier? {
    guard tokens[index].kind == .name, let next = tokens.at(index + 1) else { return nil }
    let first = text(tokens[index])
    if next.kind == .equal { return Identifier(name: first, span: tokens[index].span) }
    guard first == "param" || first == "net", next.kind == .name else { return nil }
    return Identifier(name: text(next), span: next.span)
  }

  private mutating func statement(blockDepth: Int) throws(Diagnostic) -> Statement {
    depth = blockDepth
    let start = current.span
    let isAssignment = following.kind == .equal && !(word == "help" && isLineEnd(after: 2))
    let form: Statement.Form
    switch word {
    case _ where kind == .question: form = try help()
    case _ where kind == .colon: throw promptOnly()
    case _ where kind == .name && following.kind == .question && isFollowedDirectly:
      let span = current.span.joined(with: following.span)
      throw error("`?` comes first", help: "write ?\(word)", at: span)
    case _ where kind != .name: form = .expression(try expression())
    case _ where isAssignment: form = try assignment()
    case "param": form = try parameter()
    case "net": form = try network()
    case "for": form = try loop(blockDepth: blockDepth)
    case "if": form = try branch(blockDepth: blockDepth)
    case "expect": form = try expectation()
    case "print": form = try printing()
    case "include": form = try including()
    case "language": form = try languageVersion()
    case "help": form = try help()
    case "end", "else", "elif":
      advance()
      throw error("`\(source.text(start))` without a block that it belongs to", at: start)
    default:
      if let help = ForeignWords.statements[word], argumentBegins(after: following) {
        throw error("`\(word)` is no word of this language", help: help, at: start)
      }
      form =
        argumentBegins(after: following) || isBare
        ? .command(try command()) : .expression(try expression())
    }
    return Statement(form: form, span: span(from: start))
  }

  /// Whether the statement ends before the token so many after the current one.
  private func isLineEnd(after count: Int) -> Bool {
    [.newline, .end, .cell].contains(tokens[min(index + count, tokens.count - 1)].kind)
  }

  /// Whether a name stands alone.
  private var isBare: Bool {
    following.kind == .newline || following.kind == .end || following.kind == .cell
  }

  /// Whether a name followed by this token is a verb with an argument.
  private func argumentBegins(after token: Token) -> Bool {
    switch token.kind {
    case .number, .size, .text, .invalid, .comma, .colon: true
    case .open, .openList: !isFollowedDirectly
    case .name: !["and", "or", "within"].contains(text(token))
    default: false
    }
  }

  private mutating func assignment() throws(Diagnostic) -> Statement.Form {
    let name = try takeName("a name")
    advance()
    if kind == .equal {
      throw error(
        "`= =` is neither", help: "`=` gives a name a value, `==` compares", at: current.span)
    }
    if word == "net" {
      throw error(
        "a network is defined, not assigned", help: "write net \(name.name): 100 -> ...",
        at: current.span)
    }
    if kind == .name, !["not", "on", "off", "true", "false"].contains(word),
      argumentBegins(after: following)
    {
      return .assignment(name, try command())
    }
    return .binding(name, try expression())
  }

  /// A verb and its arguments.
  mutating func command() throws(Diagnostic) -> Command {
    let verb = try takeName("a verb")
    var arguments: [Argument] = []
    while !isAtStatementEnd {
      let start = current.span
      if kind == .name, following.kind == .equal {
        arguments.append(try labelled())
        continue
      }
      if kind == .comma || kind == .colon { throw unexpectedRest() }
      let value = try value(separatedByBlanks: true)
      if arguments.last?.label != nil {
        throw error(
          "a positional argument after a named one",
          help: "positional arguments come first, then name=value", at: value.span,
          code: .arguments)
      }
      arguments.append(Argument(label: nil, value: value, span: span(from: start)))
    }
    return Command(verb: verb, arguments: arguments, span: span(from: verb.span))
  }

  /// `name=value`
  mutating func labelled() throws(Diagnostic) -> Argument {
    let label = try takeName("the name of an argument")
    _ = try take(.equal, "`=`")
    let value = try value(separatedByBlanks: true)
    return Argument(label: label, value: value, span: span(from: label.span))
  }

  /// What is wrong with `load /data/photos size=64`, which reads as a division.
  private func pathAfterVerb(at start: Int) -> Diagnostic? {
    guard tokens[start].kind == .name, let help = source.pathHelp(after: tokens[start].span) else {
      return nil
    }
    return error("a path without quotes", help: help, at: tokens[start + 1].span)
  }

  /// What is wrong where a statement should have ended.
  mutating func unexpectedRest() -> Diagnostic {
    let previous = tokens[max(index - 1, 0)]
    switch kind {
    case .comma:
      if previous.kind == .number, following.kind == .number || following.kind == .invalid,
        previous.end == current.start, isFollowedDirectly
      {
        let span = previous.span.joined(with: following.span)
        let parts = source.text(span).split(separator: ",")
        if let (label, joint) = pairLabel() {
          let start = Span(start: Int(tokens[label + 2].start), end: Int(previous.end))
          return error(
            "a comma between two numbers",
            help: "write \(text(tokens[label]))=\(source.text(start))\(joint)\(parts[1])", at: span)
        }
        return error(
          "a number with a decimal comma", help: "write \(parts.joined(separator: "."))", at: span)
      }
      return error(
        "a comma between arguments", help: "arguments are separated by spaces; lists are [a, b]",
        at: current.span)
    case .equal:
      return error(
        "`=` gives a name a value at the start of a statement",
        help: "write == to compare, name=value after a verb", at: current.span)
    case .close, .closeList:
      return error(
        "`\(text(current))` without a bracket that it closes", at: current.span)
    case .colon:
      if let (label, joint) = pairLabel(), following.kind == .number {
        let first = Span(start: Int(tokens[label + 2].start), end: Int(previous.end))
        return error(
          "a colon between two numbers",
          help: "write \(text(tokens[label]))=\(source.text(first))\(joint)\(text(following))",
          at: current.span)
      }
      let isLast = [.newline, .end, .cell].contains(following.kind)
      return error(
        "expected the end of the line, not `:`",
        help: pathHelp()
          ?? (isLast
            ? "leave it out; a block continues to its `end`" : "a name is given a value with ="),
        at: current.span)
    case .arrow: return error("`->` belongs in a `net` line", at: current.span)
    default: return unexpected("the end of the line")
    }
  }

  /// Where the value that is being read has a label that takes two numbers: the label's index, and the
  /// sign between the numbers.
  private func pairLabel() -> (label: Int, joint: String)? {
    let equal = tokens[..<index].suffix(4).lastIndex { $0.kind == .equal }
    guard let equal, equal > 0, tokens[equal - 1].kind == .name else { return nil }
    switch text(tokens[equal - 1]) {
    case "size", "grid": return (equal - 1, "x")
    case "range", "y": return (equal - 1, "..")
    default: return nil
    }
  }

  private func promptOnly() -> Diagnostic {
    let span = current.span.joined(with: following.span)
    return error(
      "`\(source.text(span))` is a command of the prompt",
      help: "lines that begin with `:` have no place in a notebook", at: span)
  }
}
