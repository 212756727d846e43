import CCMark
import Foundation

/// Markdown as HTML that can do nothing: no raw HTML, no links to other places, no pictures from
/// elsewhere. The target of a link is printed after its words. Headings may be set some levels
/// deeper than they are written.
func proseHTML(_ markdown: String, headingsDeeper levels: Int32 = 0) -> String {
  let bytes = Array(markdown.utf8)
  let document = bytes.withUnsafeBytes { buffer in
    cmark_parse_document(
      buffer.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, CMARK_OPT_DEFAULT)
  }
  guard let document else { return "" }
  defer { cmark_node_free(document) }
  for node in nodes(in: document, of: [CMARK_NODE_LINK, CMARK_NODE_IMAGE]) {
    unlinkAddress(of: node)
  }
  for node in nodes(in: document, of: [CMARK_NODE_HEADING]) {
    cmark_node_set_heading_level(node, min(6, cmark_node_get_heading_level(node) + levels))
  }
  guard let text = cmark_render_html(document, CMARK_OPT_DEFAULT) else { return "" }
  defer { free(text) }
  return String(cString: text)
}

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
