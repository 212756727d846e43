import GANScript
import Vocabulary

/// What a report writes below something to look at.
enum Caption {
  /// The option of every verb that shows something. What follows without a caption stands beside it.
  static let parameter = Parameter(
    "caption", .text, "what a report writes below it and what is shown next without a caption")

  /// The caption that a call gives.
  static func of(_ call: Call) -> String? { call.text(parameter.name) }
}
