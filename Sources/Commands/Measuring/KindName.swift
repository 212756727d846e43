/// A kind as scripts name it: `close-up` is `close_up`.
func kindName(_ kind: String) -> String {
  String(
    kind.unicodeScalars.map {
      $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0)) ? Character($0) : "_"
    })
}
