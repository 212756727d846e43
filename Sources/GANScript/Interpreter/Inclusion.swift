/// `include` and `help`.
extension Interpreter {
  /// Runs another file's statements instead of the `include`.
  mutating func include(_ expression: Expression) throws(Diagnostic) -> Bool {
    guard case .text(let written) = try evaluate(expression) else {
      throw problem(.include, "the path must be known before the run", at: expression.span)
    }
    guard !written.isEmpty else {
      throw problem(
        .include, "an empty text is no path", help: "name a file", at: expression.span)
    }
    let path = beside(source.name, written)
    if inclusions.contains(path) {
      let chain = (inclusions + [path]).joined(separator: " -> ")
      throw problem(.include, "files include each other: \(chain)", at: expression.span)
    }
    guard inclusions.count <= Limits.depth else {
      throw problem(
        .tooDeep, "files include each other deeper than \(Limits.depth) levels",
        at: expression.span)
    }
    inclusionCount += 1
    guard inclusionCount <= Limits.inclusions else {
      throw problem(
        .tooDeep, "more than \(Limits.inclusions) files are included",
        help: "a file that includes another twice doubles it with every level",
        at: expression.span)
    }
    let program = try read(path, expression.span)
    let outer = source
    source = program.source
    inclusions.append(path)
    defer {
      source = outer
      inclusions.removeLast()
    }
    for cell in program.cells {
      if !isQuiet, !enter(cell) { return false }
      guard execute(cell.statements) else { return false }
    }
    return true
  }

  private mutating func read(_ path: String, _ span: Span) throws(Diagnostic) -> Program {
    if let program = included[path] { return program }
    let bytes: [UInt8]
    do {
      try environment.checkReading(path, isTyped)
    } catch { throw diagnostic(error, in: span) }
    do {
      bytes = try environment.read(path)
    } catch {
      var problem = diagnostic(error, in: span)
      problem.message = "\(path): \(problem.message)"
      if problem.code == .failed { problem.code = .include }
      throw problem
    }
    let program = Program.parse(bytes, name: path)
    included[path] = program
    for diagnostic in program.diagnostics { note(diagnostic) }
    if let first = program.diagnostics.first {
      throw Diagnostic(
        .include, "the included file is wrong", at: location(span),
        note: first.location.map { Diagnostic.Note("its first error is here", at: $0) })
    }
    return program
  }

  func help(_ name: Identifier?) throws(Diagnostic) -> String {
    let columns = environment.columns()
    guard let name else { return language.help(columns: columns) }
    if let text = language.help(name.name, columns: columns) { return text }
    let near = language.suggestion(forHelp: name.name)
    throw problem(
      .unknownName, "no help on `\(name.name)`",
      help: suggestion(near) ?? "type `help` for a list", at: name.span)
  }
}

/// A path as seen from a file's folder, `.` and `..` resolved where that is possible.
private func beside(_ file: String, _ path: String) -> String {
  if path.hasPrefix("/") { return path }
  var parts = file.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
  parts.removeLast()
  for part in path.split(separator: "/").map(String.init) where part != "." {
    if part == "..", let last = parts.last, last != "..", !last.isEmpty {
      parts.removeLast()
    } else {
      parts.append(part)
    }
  }
  return parts.joined(separator: "/")
}
