import Files
import Foundation
import GANScript

/// The user's editor, on a text.
struct TextEditor {
  /// The command, which a shell reads: it may hold options.
  private let command: String
  private let environment: [String: String]

  /// The editor that `VISUAL` or `EDITOR` names, else `vi`; an empty variable names none.
  init(_ environment: [String: String]) {
    self.environment = environment
    command =
      ["VISUAL", "EDITOR"].compactMap { environment[$0]?.trimmingCharacters(in: .whitespaces) }
      .first { !$0.isEmpty } ?? "vi"
  }

  /// The text as the editor left it.
  func edited(_ text: String) throws(PromptCommand.Refusal) -> String {
    let temporary = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array("\(temporary)/ganrepl-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw PromptCommand.Refusal(
        message: "cannot keep the text for the editor in \(temporary): "
          + FileError(path: temporary, action: "make", code: errno).reason,
        help: "set TMPDIR to a folder that is there")
    }
    let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = folder + "/input.gan"
    let status: Int32
    let edited: [UInt8]
    do throws(FileError) {
      try writeDurably(Array((text + "\n").utf8), to: file)
      status = try ForegroundProcess.run(
        command + " \"$1\"", [file], environment: environment)
      edited = status == 0 ? try readFile(file, limit: Limits.readBytes) : []
    } catch {
      throw PromptCommand.Refusal(
        message: "cannot edit with \(command): \(error.path): cannot \(error.action): "
          + error.reason)
    }
    guard status == 0 else {
      throw PromptCommand.Refusal(
        message: status == 127
          ? "there is no editor \(command)" : "\(command) ended with \(status)",
        help: "VISUAL or EDITOR names the editor")
    }
    return String(decoding: edited, as: UTF8.self)
  }
}
