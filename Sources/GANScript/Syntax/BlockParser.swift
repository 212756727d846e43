/// `for`, `if`, and the short statements with words of their own.
extension Parser {
  mutating func loop(blockDepth: Int) throws(Diagnostic) -> Statement.Form {
    let opened = current.span
    advance()
    var name = Identifier(name: word, span: current.span)
    var list = Expression(form: .broken, span: opened)
    do throws(Diagnostic) {
      name = try takeName("a name")
      guard word == "in" else { throw unexpected("`in`") }
      advance()
      list = try expression()
      guard isAtStatementEnd else { throw unexpectedRest() }
    } catch {
      note(error)
      recover()
    }
    let (body, _) = try block("for", opened, blockDepth: blockDepth, takesElse: false)
    return .loop(name, list, body)
  }

  mutating func branch(blockDepth: Int) throws(Diagnostic) -> Statement.Form {
    let opened = current.span
    var branches: [Branch] = []
    var otherwise: [Statement] = []
    advance()
    while true {
      let (condition, reason) = condition()
      let (body, end) = try block("if", opened, blockDepth: blockDepth, takesElse: true)
      branches.append(Branch(condition: condition, reason: reason, body: body))
      guard end == .otherwise else { break }
      let isElse = word == "else"
      advance()
      if isElse, word == "if" {
        advance()
      } else if isElse {
        guard isAtStatementEnd else { throw unexpected("the end of the line") }
        let (body, _) = try block("if", opened, blockDepth: blockDepth, takesElse: false)
        otherwise = body
        break
      }
    }
    return .branch(branches, otherwise: otherwise)
  }

  private mutating func condition() -> (Expression, reason: Expression?) {
    let start = current.span
    do throws(Diagnostic) {
      let condition = try expression()
      if kind == .equal { throw comparisonSign() }
      let reason = kind == .text ? try expression() : nil
      guard isAtStatementEnd else { throw unexpectedRest() }
      return (condition, reason)
    } catch {
      note(error)
      recover()
      return (Expression(form: .broken, span: start), nil)
    }
  }

  private func comparisonSign() -> Diagnostic {
    error("`=` gives a name a value", help: "write == to compare", at: current.span)
  }

  /// The statements of a block with its `end`; `else` is left where it is.
  private mutating func block(
    _ word: String, _ opened: Span, blockDepth: Int, takesElse: Bool
  ) throws(Diagnostic) -> ([Statement], BlockEnd) {
    guard blockDepth < Limits.depth else {
      skipBlock()
      throw error("nested deeper than \(Limits.depth) levels", at: opened, code: .tooDeep)
    }
    let (body, end) = statements(in: opened, blockDepth: blockDepth + 1)
    switch end {
    case .end: advance()
    case .otherwise where takesElse: break
    case .otherwise:
      let span = current.span
      skipBlock()
      note(
        error(
          "`\(source.text(span))` does not belong to this block", at: span,
          note: Diagnostic.Note("the block begins here", at: location(opened))))
    case .cell, .text:
      if end == .text { unfinished += 1 }
      note(
        error("this `\(word)` has no `end`", help: "add a line `end`", at: opened))
    }
    return (body, end)
  }

  /// Passes over a block's rest without going deeper.
  private mutating func skipBlock() {
    var open = 1
    while kind != .end, kind != .cell {
      let begins = index == 0 || tokens[index - 1].kind == .newline
      if begins, following.kind != .equal {
        if word == "for" || word == "if" { open += 1 }
        if word == "end" { open -= 1 }
      }
      advance()
      if open == 0 { return }
    }
  }

  mutating func parameter() throws(Diagnostic) -> Statement.Form {
    advance()
    let name = try takeName("a name")
    guard kind == .equal else { throw unexpected("`=` and a default") }
    advance()
    let value = try expression()
    var summary = ""
    if kind == .text {
      let token = current
      advance()
      for case .literal(let words) in try textParts(token) { summary += words }
    }
    return .parameter(ParameterSyntax(name: name, value: value, summary: summary))
  }

  mutating func expectation() throws(Diagnostic) -> Statement.Form {
    advance()
    let subject = try expression()
    var closeness: (tolerance: Expression, target: Expression)?
    if word == "within" {
      advance()
      let tolerance = try expression()
      guard word == "of" else { throw unexpected("`of` and a number") }
      advance()
      closeness = (tolerance, try expression())
    }
    if kind == .equal { throw comparisonSign() }
    let words = kind == .text ? try expression() : nil
    let article = kind == .text ? try expression() : nil
    let result = kind == .text ? try expression() : nil
    return .expectation(
      ExpectationSyntax(
        subject: subject, closeness: closeness, words: words, article: article, result: result))
  }

  mutating func printing() throws(Diagnostic) -> Statement.Form {
    advance()
    var values: [Expression] = []
    while !isAtStatementEnd {
      if kind == .comma { throw unexpectedRest() }
      values.append(try value(separatedByBlanks: true))
      if kind == .equal { throw unexpectedRest() }
    }
    return .print(values)
  }

  mutating func including() throws(Diagnostic) -> Statement.Form {
    advance()
    guard kind == .text else { throw unexpected("a path in quotes") }
    return .include(try expression())
  }

  /// `language 1`: the only version there is.
  mutating func languageVersion() throws(Diagnostic) -> Statement.Form {
    advance()
    let token = try take(.number, "the number of a version")
    guard case .number(1) = try number(token) else {
      throw Diagnostic(
        .newerVersion, "written for version \(text(token)) of the language; this reads 1",
        at: location(token.span), exitCode: .data)
    }
    return .language
  }

  mutating func help() throws(Diagnostic) -> Statement.Form {
    advance()
    if kind == .open, ![.newline, .end, .cell].contains(following.kind) {
      throw error("`help` takes no brackets", help: "write help train", at: current.span)
    }
    guard !isAtStatementEnd else { return .help(nil) }
    // What is asked for may be a sign or a field: it is taken as it is written.
    let start = current.span
    while !isAtStatementEnd { advance() }
    let asked = span(from: start)
    return .help(Identifier(name: source.text(asked), span: asked))
  }
}
