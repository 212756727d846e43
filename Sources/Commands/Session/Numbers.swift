import Foundation

/// A number with the given count of decimals, independent of the locale.
func fixed(_ value: Double, _ digits: Int) -> String {
  guard value.isFinite else { return value.isNaN ? "nan" : value > 0 ? "inf" : "-inf" }
  return String(format: "%.\(digits)f", value)
}

/// A time span for people: `0.8 s`, `2 min 05 s`, `1 h 20 min`.
public func durationText(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "?" }
  if seconds < 9.95 { return "\(fixed(seconds, 1)) s" }
  let whole = Int(seconds.rounded())
  if whole < 60 { return "\(whole) s" }
  if whole < 3600 { return "\(whole / 60) min \(String(format: "%02d", whole % 60)) s" }
  return "\(whole / 3600) h \(String(format: "%02d", whole / 60 % 60)) min"
}

/// A whole number with its thousands apart: `4,904,832`.
func grouped(_ number: Int) -> String {
  let digits = Array(String(abs(number)))
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text += "," }
    text.append(digit)
  }
  return (number < 0 ? "-" : "") + text
}
