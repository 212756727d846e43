/// `net generator: 100 -> 128 relu -> 256 batchnorm relu init=he`
extension Parser {
  mutating func network() throws(Diagnostic) -> Statement.Form {
    advance()
    let name = try takeName("the name of a network")
    if kind == .equal {
      throw error(
        "`=` in a `net` line", help: "write net \(name.name): 100 -> ...", at: current.span)
    }
    _ = try take(.colon, "`:`")
    var network = NetworkSyntax(name: name, layers: [], options: [])
    while true {
      network.layers.append(try layer(&network.options))
      guard kind == .arrow else { break }
      if let option = network.options.first {
        throw error(
          "options of a network come after its last layer",
          help: "write \(option.label?.name ?? "")= at the end of the line", at: option.span)
      }
      advance()
    }
    guard isAtStatementEnd else { throw unexpected("`->` or a word for the layer") }
    guard network.layers.count > 1 else {
      throw error(
        "a network needs a layer", help: "write net \(name.name): 100 -> 128 relu -> 1 sigmoid",
        at: name.span)
    }
    return .network(network)
  }

  private mutating func layer(
    _ options: inout [Argument]
  ) throws(Diagnostic) -> NetworkSyntax.Layer {
    let start = current.span
    let head = try head()
    var modifiers: [LayerSyntax] = []
    while kind == .name {
      if following.kind == .equal {
        options.append(try labelled())
      } else {
        modifiers.append(try layerWord())
      }
    }
    return NetworkSyntax.Layer(head: head, modifiers: modifiers, span: span(from: start))
  }

  /// `128`, `128@4x4`, `conv(32, 4)`; a function's value is a number like any other.
  private mutating func head() throws(Diagnostic) -> NetworkSyntax.Head {
    if kind == .name, following.kind == .open {
      let before = self
      let word = try layerWord()
      if kind == .name || kind == .arrow || isAtStatementEnd { return .word(word) }
      self = before
    }
    if word == "dense" || word == "linear", following.kind != .open {
      throw error(
        "`->` is the dense layer", help: "write only the number of units: -> 128",
        at: current.span)
    }
    let units = try expression()
    guard kind == .at else { return .size(units, nil) }
    advance()
    return .size(units, try expression())
  }

  private mutating func layerWord() throws(Diagnostic) -> LayerSyntax {
    let name = try takeName("a word for the layer")
    var arguments: [Argument] = []
    if kind == .open {
      let opened = current
      advance()
      try enter(at: opened.span)
      defer { depth -= 1 }
      while kind != .close {
        if kind == .name, following.kind == .equal {
          arguments.append(try labelled())
        } else {
          let value = try expression()
          arguments.append(Argument(label: nil, value: value, span: value.span))
        }
        guard kind == .comma else { break }
        advance()
      }
      _ = try take(.close, "`,` or `)`")
    }
    return LayerSyntax(name: name, arguments: arguments, span: span(from: name.span))
  }
}
