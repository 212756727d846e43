/// The bytes that mean something to the language.
extension UInt8 {
  static let tab = UInt8(ascii: "\t")
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let hash = UInt8(ascii: "#")
  static let percent = UInt8(ascii: "%")
  static let backslash = UInt8(ascii: "\\")
  static let openBrace = UInt8(ascii: "{")
  static let closeBrace = UInt8(ascii: "}")
  static let backtick = UInt8(ascii: "`")
  static let underscore = UInt8(ascii: "_")
  static let dot = UInt8(ascii: ".")
  static let dollar = UInt8(ascii: "$")

  var isDigit: Bool { UInt8(ascii: "0") <= self && self <= UInt8(ascii: "9") }
  var isNameStart: Bool {
    (UInt8(ascii: "a") <= self && self <= UInt8(ascii: "z"))
      || (UInt8(ascii: "A") <= self && self <= UInt8(ascii: "Z")) || self == .underscore
  }
  var isNamePart: Bool { isNameStart || isDigit }
  var isBlank: Bool { self == .space || self == .tab }
  var isLineEnd: Bool { self == .newline || self == .carriageReturn }
}
