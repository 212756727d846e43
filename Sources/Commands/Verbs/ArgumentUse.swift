import GANScript
import Vocabulary

/// What a subject of a verb takes of the verb's named arguments: `save data` of those of `save`. The others
/// are refused, never ignored.
struct ArgumentUse {
  /// The verb and what it is about: `save data`.
  let subject: String
  /// The arguments that have an effect.
  let taken: [String]
  /// Those of them that have one only in files of some endings.
  var endings: [String: [String]] = [:]
  /// Whether the subject is itself the run, or the runs, that `run` would name.
  var isNamed = false

  /// What is not a thing to save. Rows of those are made of the catalog of them.
  private static let table = [
    ArgumentUse(subject: "show a network", taken: []),
    ArgumentUse(subject: "show generator", taken: ["run"]),
    ArgumentUse(subject: "show discriminator", taken: ["run"]),
    ArgumentUse(subject: "show networks", taken: ["run", "caption"]),
    ArgumentUse(subject: "show data", taken: ["grid", "contrast", "caption"]),
    ArgumentUse(subject: "show picture", taken: ["run", "grid", "contrast", "epoch", "caption"]),
    ArgumentUse(
      subject: "interpolate",
      taken: ["kind", "points", "steps", "seed", "truncate", "mode", "contrast", "fps", "caption"],
      endings: ["fps": ["gif"]]),
  ]

  /// The row of a subject.
  static func of(_ subject: String) -> ArgumentUse? { table.first { $0.subject == subject } }

  /// That of a thing to save.
  ///
  /// - Parameter isNamed: Whether it is itself the run, or the runs, that `run` would name.
  init(_ saveable: Saveable, isNamed: Bool) {
    subject = "save \(saveable.name)"
    taken =
      saveable.term.parameters.map(\.name) + (saveable.needsRun ? ["run"] : [])
      + [Caption.parameter.name]
    self.isNamed = isNamed
    endings = saveable.endingsOfOptions
    // What a report does not show has no words below it.
    endings[Caption.parameter.name] = ["png", "gif"]
  }

  private init(subject: String, taken: [String], endings: [String: [String]] = [:]) {
    self.subject = subject
    self.taken = taken
    self.endings = endings
  }

  /// Throws for the first argument that was written and would have no effect.
  ///
  /// - Parameter file: The file that the call names; `nil` if it names none, or where a check does not know
  ///   its name yet.
  func check(_ call: Call, file: String? = nil) throws {
    let isUnknown = file == nil && call.givenNames.contains("file")
    let named = call.verb.parameters.filter { $0.position == .named && call.isGiven($0.name) }
    for name in named.map(\.name) {
      guard name != "run" || !isNamed else {
        throw ScriptError(
          "the run to save is named already, before the file",
          help: "leave out run=; a variable called `run` stands for its value there",
          argument: name,
          code: .arguments)
      }
      guard taken.contains(name) else {
        throw ScriptError(
          "\(subject) has no \(name)=",
          help: taken.isEmpty ? "it takes no options" : "it takes \(taken.joined(separator: ", "))",
          argument: name, code: .arguments)
      }
      guard !isUnknown, let endings = endings[name], !endings.contains(ending(of: file ?? ""))
      else { continue }
      let kinds = endings.map { "." + $0 }.joined(separator: " and ")
      throw ScriptError(
        "\(name)= is for \(kinds); \(file.map { "\"\($0)\" has none" } ?? "no file is named")",
        help: "leave it out", argument: name, code: .arguments)
    }
  }
}
