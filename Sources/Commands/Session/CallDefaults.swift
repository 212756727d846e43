import GANScript
import Vocabulary

extension Catalog {
  /// The element of a name that the language has checked.
  func element(_ name: String) -> Element { self[name] ?? elements[0] }
}

/// Arguments whose parameters have defaults: where a check does not know a value yet, the default
/// stands for it.
extension Call {
  func numberOrDefault(_ name: String) -> Double {
    number(name) ?? defaultValue(name)?.number ?? .nan
  }

  func wholeOrDefault(_ name: String) -> Int {
    whole(name) ?? defaultValue(name)?.number.flatMap { Int(exactly: $0) } ?? 0
  }

  func seedOrDefault(_ name: String) -> UInt64 { seed(name) ?? defaultValue(name)?.whole ?? 0 }

  func isOnOrDefault(_ name: String) -> Bool { toggle(name) ?? defaultValue(name)?.isOn ?? false }

  func wordOrDefault(_ name: String) -> String {
    if let word = word(name) { return word }
    switch defaultValue(name) {
    case .word(let word), .applied(let word, _): return word
    default: return ""
    }
  }

  func sizeOrDefault(_ name: String) -> (rows: Int, columns: Int) {
    if let size = size(name) { return size }
    if case .size(let rows, let columns) = defaultValue(name) { return (rows, columns) }
    return (1, 1)
  }

  private func defaultValue(_ name: String) -> Value? { verb.parameter(named: name)?.defaultValue }
}
