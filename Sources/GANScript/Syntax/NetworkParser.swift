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
    if word == "dense" || word == "linear" {
      throw error(
        "`->` is the dense layer", help: "write only the number of units: -> 128",
        at: current.span)
    }
    let units = try expression()
    var modifiers: [ModifierSyntax] = []
    while kind == .name {
      if following.kind == .equal {
        options.append(try labelled())
      } else {
        modifiers.append(try modifier())
      }
    }
    return NetworkSyntax.Layer(units: units, modifiers: modifiers, span: span(from: start))
  }

  private mutating func modifier() throws(Diagnostic) -> ModifierSyntax {
    let name = try takeName("a word for the layer")
    var arguments: [Expression] = []
    if kind == .open {
      let opened = current
      advance()
      arguments = try elements(until: .close, ")", opened: opened)
    }
    return ModifierSyntax(name: name, arguments: arguments, span: span(from: name.span))
  }
}
