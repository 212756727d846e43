import Files
import GANScript
import Tensors

/// What a session works with: folders, terminal, threads. Passed in, never global.
public struct SessionContext: Sendable {
  /// The folder under which every file is written.
  public let output: OutputFolder
  /// What was written there.
  let manifest: Manifest
  /// The folder that relative paths of files to read are looked for in first: the script's own.
  public var scriptFolder: String
  /// How figures and pictures are drawn in the terminal, as it is now.
  public var terminal: Terminal { currentTerminal() }
  /// Says something that is not a result, to standard error.
  public var message: @Sendable (String) -> Void
  /// Writes to standard error as it is: progress that rewrites its line.
  public var progress: @Sendable (String) -> Void
  /// Threads for all work.
  public var workers: WorkerPool
  /// Data sets that this process has prepared.
  let dataCache = DataCache()
  /// Checkpoints that are known to be whole.
  let verifiedFiles = VerifiedFiles()
  /// Whether runs of earlier sessions are ignored and everything is trained again.
  public var trainsAnew = false
  /// The processes that work together; `nil` for one alone.
  public var collective: (any Collective)? {
    didSet { processes = collective?.count ?? 1 }
  }
  /// How many they are, or, in a check, will be.
  public var processes = 1
  /// How many of them are on this machine.
  public var processesHere = 1
  /// Whether a check reads the data too, so that what it has planned can be trained.
  public var readsAhead = false
  /// Whether statements are typed at the prompt, which has commands of its own.
  public var isPrompt = false
  /// Whether files that the program did not write are written over.
  public var overwrites = false
  /// Where may be read; `nil` for everywhere.
  public var readable: ReadableFolders?
  /// What asked for what is trained.
  public var provenance = Provenance()

  private let currentTerminal: @Sendable () -> Terminal

  /// A context; the terminal is asked for each time, since windows change their size.
  ///
  /// - Parameter isOutputChosen: Whether the user chose the output folder, which may then be reached
  ///   through links.
  public init(
    outputFolder: String, isOutputChosen: Bool = true, scriptFolder: String = "",
    terminal: @escaping @autoclosure @Sendable () -> Terminal = Terminal(),
    workers: WorkerPool, message: @escaping @Sendable (String) -> Void = { _ in },
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    output = OutputFolder(outputFolder, followsLinks: isOutputChosen)
    manifest = Manifest(output)
    self.scriptFolder = scriptFolder
    currentTerminal = terminal
    self.workers = workers
    self.message = message
    self.progress = progress
  }

  /// The path of a file to read: as it is, or else next to the script.
  ///
  /// What is typed at a prompt may be read, there and by what it runs afterwards. Throws with exit code 7
  /// if it must not be read, 1 if there is no path.
  func inputPath(_ name: String, _ call: Call, argument: String) throws -> String {
    guard !name.isEmpty else {
      throw ScriptError(
        "an empty text is no path", help: "name a file or folder", argument: argument, code: "E505")
    }
    let path = besideScript(name)
    if call.isTyped {
      readable?.allow(path)
    } else {
      try readable?.check(path, argument: argument)
    }
    return path
  }

  /// A path as it is, or else next to the script.
  func besideScript(_ name: String) -> String {
    if name.hasPrefix("/") || scriptFolder.isEmpty || kindOfFile(at: name) != nil { return name }
    let beside = scriptFolder + "/" + name
    return kindOfFile(at: beside) == nil ? name : beside
  }

  /// The path of a file to write, below the output folder and nowhere else.
  ///
  /// Throws with exit code 7 for absolute names, `..`, names that begin with a dot or `~`, and with
  /// exit code 1 for names that no file can have.
  func outputPath(_ name: String, argument: String) throws -> String {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !name.isEmpty, name.utf8.count <= 4096, !name.utf8.contains(where: { $0 < 0x20 }),
      parts.allSatisfy({ $0.utf8.count <= 255 }), parts.last?.isEmpty == false
    else {
      throw ScriptError(
        "not a usable file name: \"\(name)\"", argument: argument, exitCode: .script, code: "E505")
    }
    let leavesFolder = name.hasPrefix("/") || name.hasPrefix("~") || parts.contains("..")
    guard !leavesFolder, !parts.contains(where: { $0.hasPrefix(".") }) else {
      throw ScriptError(
        "\"\(name)\" is outside the output folder \(output.path) or hidden; nothing is written there",
        help: "choose the output folder with -o DIR, and a plain name here", argument: argument,
        exitCode: .denied, code: "E501")
    }
    guard parts.first(where: { !$0.isEmpty })?.lowercased() != "runs" else {
      throw ScriptError(
        "\"\(name)\" is in the folder that keeps the runs; nothing is saved there",
        help: "choose another folder", argument: argument, exitCode: .denied, code: "E501")
    }
    return output.path + "/" + name
  }

  /// Throws if a file may not be written below the output folder, or cannot be, as far as that can
  /// be told without writing.
  func checkWritable(_ name: String, argument: String) throws {
    do throws(FileError) {
      try output.checkWritable(name)
      if !overwrites { try manifest.check(name) }
    } catch { throw scriptError(error, argument: argument) }
  }

  /// Throws if a folder of pictures may not be written below the output folder, or cannot be, as far as
  /// that can be told without writing. One that is there is replaced only if it holds nothing else.
  func checkFolderWritable(_ name: String, argument: String) throws {
    do throws(FileError) {
      try output.checkFolderWritable(name)
      try manifest.checkFolder(
        name, isOverwritten: overwrites, isExpected: PictureFolder.isExpected)
    } catch { throw scriptError(error, argument: argument) }
  }

  /// Writes a folder of pictures below the output folder, all of it or nothing.
  ///
  /// Throws with exit code 4 if it could not be written whole, 7 if it must not be written there.
  func save(
    _ files: [FolderFile], asFolder name: String, argument: String, remark: String
  ) throws -> SavedFile {
    let path = try outputPath(name, argument: argument)
    try checkFolderWritable(name, argument: argument)
    do throws(FileError) { try manifest.writeFolder(files, to: name) } catch {
      throw scriptError(error, argument: argument)
    }
    let size = files.reduce(0) { $0 + $1.bytes.count }
    return SavedFile(name: name, path: path, remark: byteText(size) + ", " + remark)
  }

  /// Writes a file below the output folder, in the one way files are written. What was shown
  /// already is not there to be looked at again.
  ///
  /// Throws with exit code 4 if it could not be written whole, 7 if it must not be written there.
  func save(
    _ bytes: [UInt8], as name: String, argument: String, remark: String = "",
    isShown: Bool = false
  ) throws -> SavedFile {
    let path = try outputPath(name, argument: argument)
    try checkWritable(name, argument: argument)
    do throws(FileError) { try manifest.write(bytes, to: name) } catch {
      throw scriptError(error, argument: argument)
    }
    let format = ending(of: name)
    let isVisible = !isShown && ["png", "gif", "svg"].contains(format)
    return SavedFile(
      name: name, path: path, remark: byteText(bytes.count) + (remark.isEmpty ? "" : ", " + remark),
      medium: isVisible ? Medium(ending: format, bytes: bytes) : nil)
  }
}

/// A number of bytes for people: `412 B`, `19.6 MB`.
public func byteText(_ count: Int) -> String {
  if count < 1000 { return "\(count) B" }
  let units = ["kB", "MB", "GB"]
  var value = Double(count) / 1000
  var unit = 0
  while value >= 999.95, unit < 2 {
    value /= 1000
    unit += 1
  }
  return "\(fixed(value, value < 10 ? 1 : 0)) \(units[unit])"
}
