/// A text whose lines are broken at blanks where the window ends, so that the terminal breaks no word.
///
/// Lines that fit stay as they are. What goes on below is set in by two columns more than its line. Text in
/// backticks and the given parts, such as paths, are never broken: what is copied is whole. Text in quotes
/// is broken only where it is wider than a line and no path. A word that is wider than a line is left to the
/// terminal. Colour sequences take no width.
///
/// Complexity: O(characters).
///
/// - Parameter parts: What must stay whole although there may be blanks in it.
public func broken(_ text: String, columns: Int, keeping parts: [String] = []) -> String {
  guard columns >= 20 else { return text }
  return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
    let line = String(line)
    return shownWidth(line) <= columns
      ? line : brokenLine(line, columns: columns, keeping: parts).joined(separator: "\n")
  }.joined(separator: "\n")
}

private func brokenLine(_ line: String, columns: Int, keeping parts: [String]) -> [String] {
  let leading = line.prefix { $0 == " " }.count
  let indent = min(leading + 2, columns / 2)
  var joined = line
  for part in parts where part.contains(" ") {
    joined.replace(part, with: part.replacing(" ", with: fixedBlank))
  }
  joined = keepingQuotes(joined, columns: columns - indent)
  var lines: [String] = []
  var current = String(repeating: " ", count: leading)
  var width = leading
  var blanks = 0
  var isEmpty = true
  for word in joined.dropFirst(leading).split(separator: " ", omittingEmptySubsequences: false) {
    // Two blanks have an empty word between them.
    guard !word.isEmpty else {
      blanks += 1
      continue
    }
    let shown = String(word).replacing(fixedBlank, with: " ")
    let length = shownWidth(shown)
    if !isEmpty, width + blanks + length > columns {
      lines.append(current)
      current = String(repeating: " ", count: indent) + shown
      width = indent + length
    } else {
      current += String(repeating: " ", count: blanks) + shown
      width += blanks + length
    }
    blanks = 1
    isEmpty = false
  }
  return lines + [current]
}

/// Stands for a blank at which no line is broken.
private let fixedBlank = "\u{0}"

/// The line with its backticks and those quotes that are to stay whole without blanks to break at.
private func keepingQuotes(_ line: String, columns: Int) -> String {
  var result = ""
  var rest = Substring(line)
  while let start = rest.firstIndex(where: { $0 == "`" || $0 == "\"" }) {
    let mark = rest[start]
    let inner = rest[rest.index(after: start)...]
    guard let end = inner.firstIndex(of: mark) else { break }
    let quoted = String(rest[start...end])
    let isWhole = mark == "`" || quoted.contains("/") || shownWidth(quoted) <= columns
    result += rest[..<start] + (isWhole ? quoted.replacing(" ", with: fixedBlank) : quoted)
    rest = rest[rest.index(after: end)...]
  }
  return result + rest
}

/// How many columns a terminal takes for a text with colour sequences.
private func shownWidth(_ text: String) -> Int {
  guard text.contains("\u{1b}") else { return displayWidth(text) }
  var width = 0
  var rest = text.unicodeScalars[...]
  while let scalar = rest.popFirst() {
    if scalar == "\u{1b}", rest.first == "[" {
      while let next = rest.popFirst(), next != "m" {}
    } else {
      width += displayWidth(scalar)
    }
  }
  return width
}
