import Commands
import Files
import Foundation
import GANScript
import Kernels
import Synchronization

/// A folder in which scripts are run, gone when the test ends.
final class Laboratory: Sendable {
  let path: String
  let output: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory.appending(path: "commands-\(UUID().uuidString)").path
    output = path + "/out"
    try makeFolder(path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Twelve pictures of 4 x 4 and two networks that fit them.
  static let preamble = """
    load "data.npy"
    net generator: 3 -> 8 batchnorm relu -> 16 tanh
    net discriminator: 16 -> 8 leakyrelu(0.2) -> 1 sigmoid

    """

  /// Runs a script and says what came of it.
  func run(
    _ script: String, threads: Int = 1, fresh: Bool = false, overwrites: Bool = false,
    isInterrupted: @escaping () -> Bool = { false },
    onText: @escaping (String) -> Void = { _ in }
  ) throws -> Outcome {
    try putData()
    let messages = Mutex<[String]>([])
    var interpreter = interpreter(threads: threads, fresh: fresh, overwrites: overwrites) { text in
      messages.withLock { $0.append(text) }
    }
    var texts: [String] = []
    var tables: [[[String]]] = []
    interpreter.environment.emit = { output in
      switch output {
      case .text(let text), .remark(let text):
        texts.append(text)
        onText(text)
      case .exhibit(let exhibit): texts.append(exhibit.terminalText)
      case .saved(let file): texts.append(file.message)
      case .table(let columns, let rows):
        tables.append([columns] + rows.map { $0.map(\.description) })
      default: break
      }
    }
    interpreter.environment.isInterrupted = isInterrupted
    let report = interpreter.run(Program.parse(script, name: "test"))
    return Outcome(
      report: report, texts: texts, messages: messages.withLock { $0 }, tables: tables,
      variables: interpreter.variables)
  }

  /// Checks a script without running it.
  func check(_ script: String) throws -> Report {
    try putData()
    return interpreter(threads: 1) { _ in }.check(Program.parse(script, name: "test"))
  }

  /// What a check says that running a script will cost, a line a training.
  func plan(of script: String, selection: Selection = .all) throws -> [String] {
    try putData()
    let (session, report) = interpreter(threads: 1) { _ in }
      .plan(Program.parse(script, name: "test"), selection: selection)
    guard !report.hasErrors else { return [] }
    return session.plan
  }

  /// The session as a check of a script leaves it.
  func planned(_ script: String) throws -> Session {
    try putData()
    return interpreter(threads: 1) { _ in }.plan(Program.parse(script, name: "test")).session
  }

  /// Stops a training after some steps, by their number; what statements ask before it begins, in the
  /// check and in the run, is answered with no.
  func stop(_ isToStop: @escaping (_ steps: Int) -> Bool) -> () -> Bool {
    var steps = -1
    return { [unowned self] in
      guard steps >= 0 || isTraining else { return false }
      steps += 1
      return isToStop(steps)
    }
  }

  /// Whether a training has begun and is not at its end.
  private var isTraining: Bool {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: output + "/runs")) ?? []
    return folders.contains { folder in
      let status = (try? readFile("\(output)/runs/\(folder)/status")) ?? []
      return status.starts(with: Array("running".utf8))
    }
  }

  /// The lines of `loss.csv` of the only run of so many epochs, the heading first.
  func losses(ofRunOf epochs: Int) throws -> [Substring] {
    let names = try runFiles.filter { $0.key.hasSuffix("-e\(epochs)/loss.csv") }
    guard names.count == 1, let bytes = names.values.first else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  func write(_ bytes: [UInt8], _ name: String) throws {
    try writeDurably(bytes, to: path + "/" + name)
  }

  /// The bytes of every file that a statement wrote, by name; the folders of runs left out.
  var files: [String: [UInt8]] {
    get throws { try allFiles.filter { !("/" + $0.key).contains("/runs/") } }
  }

  /// The bytes of what is kept of runs, by folder and file; what tells of time left out.
  var runFiles: [String: [UInt8]] {
    get throws {
      let all = try allFiles.filter { name, _ in
        ("/" + name).contains("/runs/")
          && !["/status", "/log", "/sessions.jsonl", "/.lock"].contains { name.hasSuffix($0) }
      }
      var files: [String: [UInt8]] = [:]
      for (name, bytes) in all {
        files[name.split(separator: "/").suffix(2).joined(separator: "/")] = bytes
      }
      return files
    }
  }

  /// The folders of all runs, by name.
  var runFolders: [String] {
    get throws { try Set(runFiles.keys.map { String($0.prefix { $0 != "/" }) }).sorted() }
  }

  private var allFiles: [String: [UInt8]] {
    get throws {
      var files: [String: [UInt8]] = [:]
      guard kindOfFile(at: output) != nil else { return files }
      for name in try FileManager.default.subpathsOfDirectory(atPath: output)
      where kindOfFile(at: output + "/" + name) != .folder && !name.hasSuffix(".ganrepl") {
        files[name] = try readFile(output + "/" + name)
      }
      return files
    }
  }

  /// Whether nothing was written at all.
  var isUntouched: Bool { kindOfFile(at: output) == nil }

  /// What a session here works with.
  func context(
    threads: Int = 1, _ message: @escaping @Sendable (String) -> Void
  ) -> SessionContext {
    SessionContext(
      outputFolder: output, scriptFolder: path, workers: WorkerPool(threads: threads),
      message: message)
  }

  /// The session that a check of a script leaves, which has read the data.
  func planned(_ script: String, context: SessionContext) throws -> Session {
    try putData()
    var context = context
    context.readsAhead = true
    context.message = { _ in }
    let interpreter = Interpreter(language, session: Session(context: context))
    return interpreter.plan(Program.parse(script, name: "test")).session
  }

  private func interpreter(
    threads: Int, fresh: Bool = false, overwrites: Bool = false,
    message: @escaping @Sendable (String) -> Void
  ) -> Interpreter<Session> {
    var context = context(threads: threads, message)
    context.trainsAnew = fresh
    context.overwrites = overwrites
    return Interpreter(
      language, session: Session(context: context),
      environment: Environment(exists: { kindOfFile(at: $0) != nil }))
  }

  private func putData() throws {
    guard kindOfFile(at: path + "/data.npy") == nil else { return }
    let values = (0..<12 * 16).map { Float(sin(Double($0 * $0))) }
    try write(npy(shape: "12, 4, 4", values), "data.npy")
  }
}

/// What came of a script.
struct Outcome {
  let report: Report
  let texts: [String]
  let messages: [String]
  let tables: [[[String]]]
  let variables: [String: Value]

  /// All that is wrong, as the user reads it.
  var problems: String { render(report.diagnostics) }
}

/// Numbers as a file of NumPy's, float32.
func npy(shape: String, _ values: [Float]) -> [UInt8] {
  var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(shape)), }"
  while (header.utf8.count + 11) % 64 != 0 { header += " " }
  header += "\n"
  let count = header.utf8.count
  return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(count & 255), UInt8(count >> 8)]
    + Array(header.utf8)
    + values.flatMap { value in (0..<4).map { UInt8(value.bitPattern >> (8 * $0) & 255) } }
}
