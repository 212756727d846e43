import Foundation
import Synchronization
import Testing

@testable import Jupyter

/// What goes over the wire, without the wire.
struct MessageTests {
  /// RFC 4231, test cases 1 to 4, 6 and 7.
  @Test(arguments: [
    (
      [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
    ),
    (
      Array(1...25), [UInt8](repeating: 0xCD, count: 50),
      "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
    ),
    (
      [UInt8](repeating: 0xAA, count: 131),
      Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
  ])
  func knownSignatures(key: [UInt8], text: [UInt8], digits: String) {
    let signature = Signature(key: key)
    let halves = [
      Array(text.prefix(text.count / 2)), Array(text.suffix(text.count - text.count / 2)),
    ]
    #expect(signature.digits(of: halves) == Array(digits.utf8))
    #expect(signature.accepts(Array(digits.utf8), of: [text]))
    for index in 0..<64 {
      var wrong = Array(digits.utf8)
      wrong[index] ^= 1
      #expect(!signature.accepts(wrong, of: [text]))
    }
    #expect(!signature.accepts([], of: [text]))
    #expect(!signature.accepts(Array(digits.utf8.dropLast()), of: [text]))
  }

  private let writer = MessageWriter(signature: Signature(key: Array("key".utf8)))

  @Test func aMessageComesBackAsItWas() throws {
    let frames = writer.frames(
      "execute_request", ["code": "1 + 1 \u{1F33B}", "silent": true], parent: nil,
      to: [[1, 2], [3]])
    let message = try KernelMessage(frames, writer.signature)
    #expect(message.type == "execute_request")
    #expect(message.identities == [[1, 2], [3]])
    #expect(message.text("code") == "1 + 1 \u{1F33B}")
    #expect(message.isOn("silent", default: false))
    #expect(message.isOn("stop_on_error", default: true))
    #expect(message.header == frames[4])
  }

  @Test func whatIsChangedIsRefused() throws {
    let frames = writer.frames("x_request", ["a": 1], parent: nil, to: [])
    for index in 1..<frames.count {
      var changed = frames
      changed[index][0] ^= 1
      #expect(throws: KernelMessage.Fault.wrongSignature) {
        try KernelMessage(changed, writer.signature)
      }
      #expect(throws: KernelMessage.Fault.malformed) {
        try KernelMessage(Array(frames[..<index]), writer.signature)
      }
    }
    #expect(throws: KernelMessage.Fault.wrongSignature) {
      try KernelMessage(frames, Signature(key: Array("another".utf8)))
    }
    // Without a key nothing is signed, and nothing looked at.
    #expect(try KernelMessage(frames, Signature(key: [])).type == "x_request")
    #expect(throws: KernelMessage.Fault.malformed) { try KernelMessage([], writer.signature) }
    let unsigned = [KernelMessage.delimiter, []] + Array(repeating: Array("[".utf8), count: 4)
    #expect(throws: KernelMessage.Fault.malformed) {
      try KernelMessage(unsigned, Signature(key: []))
    }
  }

  private let file: [String: Any] = [
    "transport": "tcp", "ip": "127.0.0.1", "key": "k", "signature_scheme": "hmac-sha256",
    "shell_port": 1001, "control_port": 1002, "iopub_port": 1003, "stdin_port": 1004,
    "hb_port": 1005,
  ]

  private func connection(_ name: String, _ value: Any?) throws -> KernelConnection {
    var file = file
    file[name] = value
    return try KernelConnection(Array(JSONSerialization.data(withJSONObject: file)))
  }

  @Test func aConnectionFileIsRead() throws {
    let connection = try connection("kernel_name", "ganrepl")
    #expect(connection.endpoint(.iopub) == "tcp://127.0.0.1:1003")
    #expect(try self.connection("transport", "ipc").endpoint(.heartbeat) == "ipc://127.0.0.1-1005")
  }

  @Test(arguments: [
    "transport", "ip", "key", "signature_scheme", "shell_port", "control_port", "iopub_port",
    "stdin_port", "hb_port",
  ])
  func whatIsMissingIsSaid(name: String) throws {
    #expect(throws: KernelError.self) { try connection(name, nil) }
    for value in ["", "sha1", 0, 65_536, -1, [1]] as [Any]
    where !(name == "ip" && value is String) && !(name == "key" && value is String) {
      #expect(throws: KernelError.self, "\(name): \(value)") { try connection(name, value) }
    }
  }

  @Test(arguments: ["", "{", "[]", "\u{0}", "3"]) func whatIsNoFileIsSaid(text: String) {
    #expect(throws: KernelError.self) { try KernelConnection(Array(text.utf8)) }
  }

  @Test func cursorsCountScalars() {
    let text = "a\u{1F33B}e\u{301}b"
    for (scalars, byte) in [0, 1, 5, 6, 8, 9].enumerated() {
      #expect(text.byteOffset(scalars) == byte)
      #expect(text.scalarOffset(byte) == scalars)
    }
    #expect(text.byteOffset(nil) == 9)
    #expect(text.byteOffset(99) == 9)
    #expect(text.byteOffset(-1) == 0)
  }

  @Test func aKernelspecIsWhereJupyterLooks() throws {
    let home = ["HOME": "/h"]
    #expect(Kernelspec.folder(prefix: nil, home) == "/h/.local/share/jupyter/kernels/ganrepl")
    #expect(
      Kernelspec.folder(prefix: nil, home.merging(["XDG_DATA_HOME": "/x"]) { $1 })
        == "/x/jupyter/kernels/ganrepl")
    #expect(
      Kernelspec.folder(prefix: nil, ["JUPYTER_DATA_DIR": "/j", "HOME": ""])
        == "/j/kernels/ganrepl")
    #expect(Kernelspec.folder(prefix: "/p", home) == "/p/share/jupyter/kernels/ganrepl")
    #expect(Kernelspec.folder(prefix: nil, [:]) == nil)
    let object = try JSONSerialization.jsonObject(with: Data(Kernelspec.file(program: "/b/\"g")))
    let spec = try #require(object as? [String: Any])
    #expect(
      spec["argv"] as? [String] == ["/b/\"g", "kernel", "--connection", "{connection_file}"])
    let told = Kernelspec.file(program: "/g", options: ["--threads", "2"])
    #expect(String(decoding: told, as: UTF8.self).contains("\"--threads\""))
  }
}

/// Progress that is written over.
struct RewrittenLineTests {
  private final class Shown: Sendable {
    let entries = Mutex<[(text: String, id: String, isFirst: Bool)]>([])
  }

  private func shown(pause: Duration, _ write: (RewrittenLine) -> Void) -> [(String, String, Bool)]
  {
    let shown = Shown()
    let line = RewrittenLine(pause: pause) { text, id, isFirst in
      shown.entries.withLock { $0.append((text, id, isFirst)) }
    }
    write(line)
    return shown.entries.withLock { $0.map { ($0.text, $0.id, $0.isFirst) } }
  }

  @Test func theFirstAndTheLastAreShown() {
    let shown = shown(pause: .seconds(3600)) { line in
      for epoch in 1...1000 { line.write("\repoch \(epoch)  ") }
      line.write("\n")
      line.write("\rother")
      line.finish()
      line.finish()
    }
    #expect(shown.map(\.0) == ["epoch 1", "epoch 1000", "other"])
    #expect(shown.map(\.2) == [true, false, true])
    #expect(shown[0].1 == shown[1].1 && shown[1].1 != shown[2].1)
  }

  @Test func withoutAPauseAllAreShown() {
    let shown = shown(pause: .zero) { line in
      for epoch in 1...5 { line.write("\repoch \(epoch)") }
      line.write("\repoch 5")
      line.write("\r       \r")
    }
    #expect(shown.map(\.0) == (1...5).map { "epoch \($0)" } + [""])
  }

  @Test func nothingIsNothing() {
    #expect(
      shown(pause: .zero) {
        $0.write("\r   \r")
        $0.finish()
      }.isEmpty)
  }
}
