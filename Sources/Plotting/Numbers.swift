import Foundation

/// A number with a fixed count of decimals: `decimal(0.5, places: 2)` is `0.50`.
///
/// Numbers beyond 10^15 lose their decimals to a power of ten.
func decimal(_ value: Double, places: Int) -> String {
  let factor = pow(10, Double(places))
  let scaled = (abs(value) * factor).rounded()
  guard scaled < 1e15 else { return scientific(value, significant: 3) }
  let digits = String(Int(scaled))
  let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
  let whole = padded.dropLast(places)
  let sign = value < 0 && scaled > 0 ? "-" : ""
  return places == 0 ? sign + whole : sign + whole + "." + padded.suffix(places)
}

/// A number as `1.5e-7`, without trailing zeros.
func scientific(_ value: Double, significant: Int) -> String {
  guard value != 0 else { return "0" }
  let text = String(format: "%.\(significant - 1)e", value)
  let parts = text.split(separator: "e")
  guard parts.count == 2, let exponent = Int(parts[1]) else { return text }
  return trimmed(String(parts[0])) + "e\(exponent)"
}

/// A value in a legend: two decimals in the usual range, about three digits outside it.
func legendNumber(_ value: Double) -> String {
  switch abs(value) {
  case 0: "0"
  case ..<1e-3: scientific(value, significant: 3)
  case ..<0.1: decimal(value, places: 4)
  case ..<100: decimal(value, places: 2)
  case ..<1e6: decimal(value, places: abs(value) < 1000 ? 1 : 0)
  default: scientific(value, significant: 3)
  }
}

/// A number as short as it can be read: `100`, `0.25`, `1e-5`.
func plainNumber(_ value: Double) -> String {
  switch abs(value) {
  case 0: "0"
  case 1e-4..<1e6: trimmed(decimal(value, places: abs(value) < 1 ? 6 : 3))
  default: scientific(value, significant: 4)
  }
}

/// Without the zeros that end decimals.
func trimmed(_ text: String) -> String {
  guard text.contains(".") else { return text }
  var text = Substring(text)
  while text.last == "0" { text.removeLast() }
  if text.last == "." { text.removeLast() }
  return String(text)
}

/// `1 value is`, `2 values are`.
func counted(_ count: Int, _ noun: String) -> String {
  count == 1 ? "1 \(noun) is" : "\(count) \(noun)s are"
}
