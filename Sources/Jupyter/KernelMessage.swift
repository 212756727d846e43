import Foundation

/// A message of Jupyter's protocol (version 5.4) as a kernel receives it.
///
/// On the wire it is a list of frames: who sent it, a delimiter, a signature, and four texts of JSON:
/// header, the header of the message it answers, metadata, content.
struct KernelMessage {
  /// Why frames are no message.
  enum Fault: Error, Equatable {
    /// They are not in the form of one.
    case malformed
    /// Another key signed them, or they were changed.
    case wrongSignature
  }

  static let protocolVersion = "5.4"
  static let delimiter = Array("<IDS|MSG>".utf8)

  /// Who sent it: the first frames of an answer.
  var identities: [[UInt8]]
  /// Its header as it came, which answers repeat.
  var header: [UInt8]
  /// What it is: `execute_request`.
  var type: String
  var content: [String: Any]

  /// A message of frames. Throws for what is none, or is not signed as it should be.
  init(_ frames: [[UInt8]], _ signature: Signature) throws(Fault) {
    guard let mark = frames.firstIndex(of: KernelMessage.delimiter), frames.count >= mark + 6 else {
      throw .malformed
    }
    let parts = frames[(mark + 2)..<(mark + 6)]
    guard signature.accepts(frames[mark + 1], of: parts) else { throw .wrongSignature }
    guard let head = KernelMessage.object(frames[mark + 2]),
      let content = KernelMessage.object(frames[mark + 5]),
      let type = head["msg_type"] as? String
    else { throw .malformed }
    identities = Array(frames[..<mark])
    header = frames[mark + 2]
    self.type = type
    self.content = content
  }

  private static func object(_ bytes: [UInt8]) -> [String: Any]? {
    (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any]
  }

  func text(_ name: String) -> String { content[name] as? String ?? "" }
  func number(_ name: String) -> Int? { content[name] as? Int }
  /// A switch; what is missing has the protocol's default.
  func isOn(_ name: String, default standard: Bool) -> Bool { content[name] as? Bool ?? standard }
}

/// Makes the frames of a kernel's own messages.
struct MessageWriter: Sendable {
  let signature: Signature
  /// Names the life of this kernel in every header.
  let session = UUID().uuidString

  /// The frames of a message; content of strings, whole numbers, switches, lists and objects only.
  ///
  /// - Parameters:
  ///   - parent: The header of the message that is answered; `nil` for none.
  ///   - identities: The first frames: whom it is for, or what it is about.
  func frames(
    _ type: String, _ content: [String: Any], parent: [UInt8]?, to identities: [[UInt8]]
  ) -> [[UInt8]] {
    let header: [String: Any] = [
      "msg_id": UUID().uuidString, "session": session, "username": "ganrepl", "msg_type": type,
      "date": Date().formatted(.iso8601), "version": KernelMessage.protocolVersion,
    ]
    let parts = [encoded(header), parent ?? Array("{}".utf8), Array("{}".utf8), encoded(content)]
    return identities + [KernelMessage.delimiter, signature.digits(of: parts)] + parts
  }

  private func encoded(_ object: [String: Any]) -> [UInt8] {
    let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
    return (try? JSONSerialization.data(withJSONObject: object, options: options)).map(Array.init)
      ?? Array("{}".utf8)
  }
}
