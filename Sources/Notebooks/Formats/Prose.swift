import CCMarkGFM
import Foundation

/// Markdown, with GitHub's tables, as HTML that can do nothing: no raw HTML, no links to other places, no
/// pictures from elsewhere. The target of a link is printed after its words. Headings may be set some
/// levels deeper than they are written.
func proseHTML(_ markdown: String, headingsDeeper levels: Int32 = 0) -> String {
  guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return "" }
  defer { cmark_parser_free(parser) }
  _ = extensionsAreRegistered
  let bytes = Array(markdown.utf8)
  if cellsOfTables(bytes) <= 100_000, let tables = cmark_find_syntax_extension("table") {
    cmark_parser_attach_syntax_extension(parser, tables)
  }
  bytes.withUnsafeBytes { buffer in
    cmark_parser_feed(
      parser, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
  }
  guard let document = cmark_parser_finish(parser) else { return "" }
  defer { cmark_node_free(document) }
  for node in nodes(in: document, of: [CMARK_NODE_LINK, CMARK_NODE_IMAGE]) {
    unlinkAddress(of: node)
  }
  for node in nodes(in: document, of: [CMARK_NODE_HEADING]) {
    cmark_node_set_heading_level(node, min(6, cmark_node_get_heading_level(node) + levels))
  }
  guard
    let text = cmark_render_html(
      document, CMARK_OPT_DEFAULT, cmark_parser_get_syntax_extensions(parser))
  else { return "" }
  defer { free(text) }
  return String(cString: text)
}

/// How many cells tables of a text have at most: rows may have fewer than their heading, and the library
/// fills them up, so that few bytes can ask for very many cells.
private func cellsOfTables(_ text: [UInt8]) -> Int {
  let lines = text.split(separator: UInt8(ascii: "\n"))
  let columns = lines.lazy.map { line in line.count { $0 == UInt8(ascii: "|") } + 1 }.max() ?? 0
  return columns * lines.count
}

/// The library keeps its extensions in a list of its own, which is filled once.
private let extensionsAreRegistered: Void = cmark_gfm_core_extensions_ensure_registered()

private typealias Node = OpaquePointer

private func nodes(in document: Node, of types: [cmark_node_type]) -> [Node] {
  guard let iterator = cmark_iter_new(document) else { return [] }
  defer { cmark_iter_free(iterator) }
  var found: [Node] = []
  var event = cmark_iter_next(iterator)
  while event != CMARK_EVENT_DONE {
    let node = cmark_iter_get_node(iterator)
    let type = cmark_node_get_type(node)
    if event == CMARK_EVENT_EXIT, let node, types.contains(where: { $0 == type }) {
      found.append(node)
    }
    event = cmark_iter_next(iterator)
  }
  return found
}

/// Puts a link's words, and its address in brackets, where the link stood.
private func unlinkAddress(of node: Node) {
  let address = cmark_node_get_url(node).map { String(cString: $0) } ?? ""
  var words = ""
  while let child = cmark_node_first_child(node) {
    if let literal = cmark_node_get_literal(child) { words += String(cString: literal) }
    cmark_node_unlink(child)
    cmark_node_insert_before(node, child)
  }
  if !address.isEmpty, address != words, let text = cmark_node_new(CMARK_NODE_TEXT) {
    cmark_node_set_literal(text, " (\(address))")
    cmark_node_insert_before(node, text)
  }
  cmark_node_unlink(node)
  cmark_node_free(node)
}
