import Files
import GANScript
import Vocabulary

/// Runs that were kept, by their folder or a part of its name.
extension LoadVerb {
  static func loadRun(
    _ call: Call, _ session: inout Session, _ phase: ExecutionPhase
  ) throws -> Value {
    try refuse(call, except: ["source", "file", "data"], "is for data; a run comes with its own")
    guard let name = call.text("file") else {
      throw ScriptError(
        "load run needs the run's folder", help: runFolderHelp(session.context), code: .arguments)
    }
    let saved = try SavedRun(try folder(name, call, session.context))
    let data = call.object("data") as? DataSetObject
    let run =
      phase == .check
      ? try saved.planned(session.context) : try saved.run(data?.prepared, session.context)
    session.lastRun = run
    if phase == .run { call.emit(.remark(run.summary)) }
    return .object(run)
  }

  /// The folder of a run: a path, or a part of the name of one that this output folder keeps.
  private static func folder(
    _ name: String, _ call: Call, _ context: SessionContext
  ) throws -> RunFolder {
    let path = try context.inputPath(name, call, argument: "file")
    if case .file? = kindOfFile(at: path) {
      let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        .joined(separator: "/")
      throw ScriptError(
        "\"\(name)\" is a file; a run is its folder",
        help: kindOfFile(at: parent + "/" + RunFolder.File.config.rawValue) == nil
          ? runFolderHelp(context) : "load run \"\(parent)\"",
        argument: "file", exitCode: .data, code: "E340")
    }
    guard kindOfFile(at: path) == nil else {
      do {
        let folder = try RunFolder(at: path, verified: context.verifiedFiles)
        try checkLinks(in: folder, call, context)
        return folder
      } catch let error as FileError { throw scriptError(error, argument: "file") }
    }
    // The name at the end of a path may be a part of one, too.
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let last = parts.last ?? name
    let found =
      name.contains("/")
      ? RunStore.folders(
        in: parts.dropLast().joined(separator: "/"), named: last, verified: context.verifiedFiles)
      : RunStore(context).folders(named: name)
    if let only = found.first, found.count == 1 {
      if name.contains("/") { try checkLinks(in: only, call, context) }
      return only
    }
    guard found.isEmpty else {
      let most = 20
      let names = found.prefix(most).map(\.name).joined(separator: ", ")
      throw ScriptError(
        "\(found.count) runs have \"\(name)\" in their name: \(names)"
          + (found.count > most ? ", ..." : ""),
        help: "write more of the name", argument: "file", code: .badValue)
    }
    let known = RunStore(context).folders(named: "").map(\.name)
    let near = nearest(to: last, among: known) ?? known.last
    throw ScriptError(
      "there is no folder \"\(name)\", and no run in \(context.output.path) has it in its name",
      help: near.map { "there is \"\($0)\"" } ?? runFolderHelp(context),
      argument: "file", exitCode: .files, code: "E312")
  }

  /// Throws if a link in a run's folder leads farther than one that is named itself.
  private static func checkLinks(
    in folder: RunFolder, _ call: Call, _ context: SessionContext
  ) throws {
    for file in RunFolder.File.allCases where !call.isTyped && folder.has(file) {
      try context.readable?.check(folder.path(of: file), argument: "file")
    }
  }

  /// Where runs are that could be named.
  private static func runFolderHelp(_ context: SessionContext) -> String {
    RunStore(context).folders(named: "").last.map { "name one, such as \"\($0.name)\"" }
      ?? "no run is kept in \(context.output.path) yet: name the folder of one that another output "
      + "folder keeps, below its runs, or train one"
  }
}
