/// "1 file", "2 files".
public func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}

/// "a", "a or b", "a, b or c".
public func alternatives(_ names: [String]) -> String {
  guard names.count > 1, let last = names.last else { return names.first ?? "" }
  return names.dropLast().joined(separator: ", ") + " or " + last
}

/// The shortest text that reads back as the same number, without `.0` after whole numbers.
public func shortest(_ number: Double) -> String {
  // The sign of what is no number depends on the processor.
  if number.isNaN { return "nan" }
  let text = "\(number)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
