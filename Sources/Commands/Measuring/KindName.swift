import GANScript
import Vocabulary

/// A kind as scripts name it: `close-up` is `close_up`.
func kindName(_ kind: String) -> String {
  String(
    kind.unicodeScalars.map {
      $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0)) ? Character($0) : "_"
    })
}

/// The index of a kind, called as the data call it, or as fields are: `close-up`, `close_up`. Throws
/// `ScriptError` if there is none of that name.
func kindIndex(_ name: String, among kinds: [String], argument: String = "kind") throws -> Int {
  if let index = kinds.firstIndex(of: name) ?? kinds.firstIndex(where: { kindName($0) == name }) {
    return index
  }
  throw ScriptError(
    "there is no kind \"\(name)\"",
    help: nearest(to: name, among: kinds).map { "did you mean `\($0)`?" }
      ?? "there is \(kinds.prefix(20).joined(separator: ", "))",
    argument: argument, code: .unknownName)
}
