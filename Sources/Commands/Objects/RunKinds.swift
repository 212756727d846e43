import GANScript
import Vocabulary

extension RunObject.Plan {
  /// The kind that an argument names, as an index of the data's; `nil` if it names none, or where a
  /// check does not know the kinds yet.
  ///
  /// Kinds are called as the data call them, or as fields are: `close-up`, `close_up`. Throws if the
  /// run is told no kinds, or none of that name.
  func kind(_ call: Call, _ argument: String = "kind") throws -> Int? {
    guard let name = call.text(argument) else { return nil }
    guard networks.areConditional else {
      throw ScriptError(
        "the run was told no kinds, so none can be asked for",
        help: "add +kinds to what goes into both networks: net generator: 100+kinds -> ...",
        argument: argument, code: .arguments)
    }
    guard let kinds = data.kinds else { return nil }
    if let index = kinds.firstIndex(of: name) ?? kinds.firstIndex(where: { kindName($0) == name }) {
      return index
    }
    throw ScriptError(
      "there is no kind \"\(name)\"",
      help: nearest(to: name, among: kinds).map { "did you mean `\($0)`?" }
        ?? "there is \(kinds.prefix(20).joined(separator: ", "))",
      argument: argument, code: .unknownName)
  }
}
