/// A system call that succeeded, as strace printed it.
struct SystemCall {
  /// What changes files, their names or which descriptor is which.
  static let traced =
    "openat,open,creat,close,dup,dup2,dup3,fcntl,write,pwrite64,writev,pwritev,truncate,ftruncate,"
    + "fallocate,fsync,fdatasync,mkdir,mkdirat,rmdir,unlink,unlinkat,rename,renameat,renameat2,"
    + "link,linkat,symlink,symlinkat"

  /// The options of strace that print what `calls` reads.
  static let options = ["-f", "-qq", "-xx", "-s", "100000000", "-e", "trace=" + traced]

  let name: String
  let arguments: [[UInt8]]
  let result: Int

  /// An argument that is a word or a number.
  func word(_ index: Int) -> String {
    index < arguments.count ? String(decoding: arguments[index], as: UTF8.self) : ""
  }

  /// Whether a flag is among those of an argument.
  func has(_ flag: String, at index: Int) -> Bool {
    word(index).split(separator: "|").contains { $0 == flag }
  }

  /// An argument that is a string, which strace printed in hexadecimal digits.
  func bytes(_ index: Int) -> [UInt8] {
    guard index < arguments.count else { return [] }
    let text = arguments[index]
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4)
    var at = 1
    // "\x41\x42"
    while at + 3 < text.count, text[at] == UInt8(ascii: "\\") {
      bytes.append(SystemCall.digit(text[at + 2]) << 4 | SystemCall.digit(text[at + 3]))
      at += 4
    }
    return bytes
  }

  /// An argument that is a path or a name.
  func path(_ index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }

  private static func digit(_ byte: UInt8) -> UInt8 {
    byte <= UInt8(ascii: "9") ? byte - UInt8(ascii: "0") : byte - UInt8(ascii: "a") + 10
  }

  /// The calls of a trace that succeeded, in the order in which they ended.
  static func calls(_ trace: [UInt8]) -> [SystemCall] {
    var begun: [[UInt8]: [UInt8]] = [:]
    var calls: [SystemCall] = []
    for line in trace.split(separator: UInt8(ascii: "\n")) {
      // "4711  close(3)      = 0"
      let process = Array(line.prefix { $0 != UInt8(ascii: " ") })
      var rest = Array(line.dropFirst(process.count).drop { $0 == UInt8(ascii: " ") })
      if rest.starts(with: Array("<... ".utf8)) {
        guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { continue }
        rest = (begun.removeValue(forKey: process) ?? []) + rest[(end + 1)...]
      }
      let unfinished = Array(" <unfinished ...>".utf8)
      if rest.suffix(unfinished.count).elementsEqual(unfinished) {
        begun[process] = rest.dropLast(unfinished.count)
        continue
      }
      if let call = SystemCall(rest) { calls.append(call) }
    }
    return calls
  }

  private init?(_ text: [UInt8]) {
    // What is not text is in digits, so that signs stand for themselves.
    guard let open = text.firstIndex(of: UInt8(ascii: "(")),
      let equals = text.lastIndex(of: UInt8(ascii: "=")),
      let close = text[..<equals].lastIndex(of: UInt8(ascii: ")")), close > open,
      let result = Int(
        String(decoding: text[(equals + 1)...], as: UTF8.self).split(separator: " ").first ?? ""),
      result >= 0
    else { return nil }
    name = String(decoding: text[..<open], as: UTF8.self)
    arguments = text[(open + 1)..<close].split(separator: UInt8(ascii: ",")).map {
      Array($0.drop { $0 == UInt8(ascii: " ") })
    }
    self.result = result
  }
}
