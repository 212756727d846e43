/// Two columns: names, and text that is wrapped next to them.
func table(_ rows: [(String, String)], width: Int = 80) -> String {
  let widest = min(rows.map(\.0.count).max() ?? 0, 20)
  return rows.map { name, text in
    let padding = String(repeating: " ", count: max(widest - name.count, 0) + 2)
    return wrapped("  " + name + padding + text, indent: widest + 4, width: width)
  }.joined()
}

/// Text in lines of a width, each with its line end; all but the first are indented.
///
/// Line ends in the text stay; a word longer than a line stands alone.
func wrapped(_ text: String, indent: Int, width: Int = 80) -> String {
  var result = ""
  for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
    var line: String?
    let leading = paragraph.prefix { $0 == " " }
    for word in paragraph.split(separator: " ", omittingEmptySubsequences: false) {
      guard let begun = line else {
        line = String(word)
        continue
      }
      if begun.count + 1 + word.count > width, begun.contains(where: { $0 != " " }) {
        result += trimmedRight(begun) + "\n"
        line = String(repeating: " ", count: max(indent, leading.count)) + word
      } else {
        line = begun + " " + word
      }
    }
    result += trimmedRight(line ?? "") + "\n"
  }
  return result
}

private func trimmedRight(_ line: String) -> String {
  var line = line
  while line.last == " " { line.removeLast() }
  return line
}
