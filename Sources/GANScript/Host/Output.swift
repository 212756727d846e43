/// What a script shows. Nothing is escaped yet: the terminal's writer does that.
public enum Output: Sendable {
  /// Lines of a `print` or of a verb.
  case text(String)
  /// What a statement says of itself, such as what it has loaded: in a report it is folded with the code.
  case remark(String)
  /// The value of an expression or of a variable named alone.
  case value(Value)
  /// What a name stands for from now on; told at a prompt only.
  case definition(name: String, value: Value)
  /// A table with a heading for each column.
  case table(columns: [String], rows: [[Value]])
  /// The help that was asked for, 80 columns wide.
  case help(String)
  /// A check that came true or not.
  case expectation(Expectation)
  /// A figure or pictures.
  case exhibit(Exhibit)
  /// A file was written.
  case saved(SavedFile)
  /// A cell begins.
  case cell(Cell)
}

/// A figure or pictures, for every place where they can be looked at.
public struct Exhibit: Sendable {
  /// What a terminal shows: characters, with colours only where the terminal has them.
  public var terminalText: String
  /// What it shows, in words, for people who cannot see it.
  public var alternative: String
  /// What a report writes below it, where the script says so.
  public var caption: String?
  /// The figure as SVG or the pictures as PNG, made only when a report asks; throws `ScriptError`.
  public var medium: @Sendable () throws -> Medium

  /// Something to look at.
  public init(
    terminalText: String, alternative: String, caption: String? = nil,
    medium: @escaping @Sendable () throws -> Medium
  ) {
    self.terminalText = terminalText
    self.alternative = alternative
    self.caption = caption
    self.medium = medium
  }
}

/// The bytes of a figure, a picture or an animation.
public struct Medium: Sendable {
  /// The file's usual ending: `svg`, `png`, `gif`.
  public var ending: String
  /// The whole file.
  public var bytes: [UInt8]

  /// Bytes in a format.
  public init(ending: String, bytes: [UInt8]) {
    self.ending = ending
    self.bytes = bytes
  }
}

/// A file that was written, safely on disk.
public struct SavedFile: Sendable {
  /// Its name below the output folder, as the script gave it.
  public var name: String
  /// The path that it can be opened with.
  public var path: String
  /// Size and contents in words: `94 kB, 332 x 332`.
  public var remark: String
  /// Its bytes, if it is something to look at.
  public var medium: Medium?
  /// What it shows, for people who cannot see it; the file's name if left out.
  public var alternative: String?
  /// What a report writes below it, where the script says so.
  public var caption: String?

  /// A file that was written.
  public init(name: String, path: String, remark: String, medium: Medium? = nil) {
    self.name = name
    self.path = path
    self.remark = remark
    self.medium = medium
  }

  /// What the user reads.
  public var message: String { "saved \(path) (\(remark))" }
}
