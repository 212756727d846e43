/// What a kernel serves: a language with a session, which knows nothing of messages.
public protocol KernelHost: AnyObject {
  /// What front ends are told about the language.
  var information: KernelInformation { get }

  /// Carries out a cell and shows what comes of it.
  func execute(_ code: String, _ display: KernelDisplay) -> CellResult
  /// What may stand at a cursor, in UTF-8 bytes: the range that is replaced, and by what.
  func complete(_ code: String, cursor: Int) -> (range: Range<Int>, matches: [String])
  /// What is known of the word at a cursor, in UTF-8 bytes; `nil` if nothing.
  func inspect(_ code: String, cursor: Int) -> String?
  /// How a piece of text stands as a cell.
  func completeness(of code: String) -> Completeness
  /// What was typed in earlier sessions, oldest first.
  var earlierInputs: [String] { get }
  /// Keeps an input for later sessions.
  func remember(_ code: String)
}

/// What a front end is told about a kernel's language.
public struct KernelInformation: Sendable {
  /// The program's version.
  public var version: String
  /// A line for people.
  public var banner: String
  /// `language_info` of the protocol and of notebooks.
  public var language: [String: String]

  /// What a front end is told.
  public init(version: String, banner: String, language: [String: String]) {
    self.version = version
    self.banner = banner
    self.language = language
  }
}

/// What came of a cell.
public enum CellResult: Sendable {
  /// All of it was carried out; pages are for a pager.
  case done(pages: [String])
  /// It failed, or was stopped: a name for the kind of error, a sentence, and the lines to show.
  case failed(name: String, message: String, lines: [String])
}

/// How a piece of text stands as a cell.
public enum Completeness: String, Sendable {
  /// It can be carried out.
  case complete
  /// Something is open at its end.
  case incomplete
  /// No further line makes it right.
  case invalid
}
