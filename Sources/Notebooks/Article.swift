import GANScript
import Vocabulary

/// The notebooks of an article: `article.gan`, which is prose and `include` only, and the sections
/// that it includes.
public struct Article: Sendable {
  /// The notebook that names the others.
  public static let file = "article.gan"

  /// A notebook that can be run by itself.
  public struct Section: Sendable {
    /// Its file, as the article includes it.
    public let file: String
    /// The first heading, or else the file's name without its ending.
    public let title: String
    /// What it was read as; empty if it could not be read.
    public let program: Program
    /// Why it could not be read.
    public let problem: Diagnostic?

    /// The file's name without folder and ending.
    public var stem: String {
      let name = file.split(separator: "/").last.map(String.init) ?? file
      return name.hasSuffix(".gan") ? String(name.dropLast(4)) : name
    }

    /// The section's number, with which its file or else its title begins: `3.1`.
    public var number: String? {
      leadingNumber(stem, until: "-") ?? leadingNumber(title, until: " ")
    }

    /// Its number and what it is called.
    public var name: String {
      guard let number, leadingNumber(title, until: " ") == nil else { return title }
      return number + " " + title
    }

    /// Everything that it may be called by, as typed in small letters.
    fileprivate var names: [String] {
      let texts: [(String, Character)] = [(stem, "-"), (title, " ")]
      let bare = texts.compactMap { text, end in
        leadingNumber(text, until: end).map { number in
          String(text.dropFirst(number.count).drop { " -.,:".contains($0) })
        }
      }
      return ([stem, title] + bare).map { $0.lowercased() }.filter { !$0.isEmpty }
    }
  }

  /// What the article consists of.
  public enum Part: Sendable {
    /// A cell of the article's own.
    case cell(Cell)
    /// A section.
    case section(Section)
  }

  /// Prose and sections, in order.
  public let parts: [Part]
  /// The first heading.
  public let title: String

  /// Reads the article and its sections, whose problems stay with them; throws if the article itself
  /// cannot be read or has other statements than `include`.
  ///
  /// - Parameter read: The bytes of a file, by its name as seen from the article; throws
  ///   `ScriptError`.
  public init(read: (String) throws -> [UInt8]) throws(Diagnostic) {
    let program = Program.parse(try Article.bytes(of: Article.file, read), name: Article.file)
    if let first = program.diagnostics.first { throw first }
    var parts: [Part] = []
    for cell in program.cells {
      if let other = cell.firstOwnStatement {
        throw Diagnostic(
          .arguments, "the article itself is prose and `include` only",
          help: "put other statements into the notebook of a section", at: other)
      }
      if cell.isProse { parts.append(.cell(cell)) }
      parts += cell.inclusions.map { .section(Section(file: $0, read)) }
    }
    self.parts = parts
    title = program.heading ?? Article.file
  }

  /// All sections, in order.
  public var sections: [Section] {
    parts.compactMap { if case .section(let section) = $0 { section } else { nil } }
  }

  /// The sections that were asked for, in the article's order, each once.
  ///
  /// One is called by its number (`3` means all of 3.0, 3.1, … if there is no section 3), by its
  /// file with or without number and ending, or by its title or the beginning of one.
  public func sections(named wishes: [String]) throws(UnknownName) -> [Section] {
    var wanted: Set<Int> = []
    for wish in wishes { wanted.formUnion(try indices(of: wish)) }
    let sections = sections
    return wanted.sorted().map { sections[$0] }
  }

  private func indices(of wish: String) throws(UnknownName) -> [Int] {
    let sections = sections
    let last = wish.split(separator: "/").last.map(String.init) ?? wish
    let typed = (last.hasSuffix(".gan") ? String(last.dropLast(4)) : last).lowercased()
    let ways: [(Section) -> Bool] = [
      { $0.number == typed },
      { $0.number?.hasPrefix(typed + ".") == true },
      { $0.names.contains(typed) },
      { $0.names.contains { !typed.isEmpty && $0.hasPrefix(typed) } },
    ]
    for way in ways {
      let found = sections.indices.filter { way(sections[$0]) }
      if !found.isEmpty { return found }
    }
    throw UnknownName(
      noun: "section", name: wish,
      suggestion: nearest(to: typed, among: sections.flatMap { [$0.number ?? ""] + $0.names }))
  }

  fileprivate static func bytes(
    of file: String, _ read: (String) throws -> [UInt8]
  ) throws(Diagnostic) -> [UInt8] {
    do { return try read(file) } catch {
      let reason = (error as? ScriptError)?.message ?? "\(error)"
      throw Diagnostic(.include, "\(file): \(reason)", at: nil, exitCode: .files)
    }
  }
}

extension Article.Section {
  fileprivate init(file: String, _ read: (String) throws -> [UInt8]) {
    self.file = file
    var program = Program.parse("", name: file)
    var problem: Diagnostic?
    do throws(Diagnostic) {
      program = Program.parse(try Article.bytes(of: file, read), name: file)
    } catch { problem = error }
    self.program = program
    self.problem = problem
    let name = file.split(separator: "/").last.map(String.init) ?? file
    title = program.heading ?? (name.hasSuffix(".gan") ? String(name.dropLast(4)) : name)
  }
}

extension Program {
  /// The Markdown heading of the first level with which one of its cells begins.
  public var heading: String? { cells.lazy.compactMap { chapterHeading($0.prose) }.first }
}

/// The Markdown heading of the first level with which prose begins.
func chapterHeading(_ prose: String) -> String? {
  guard let line = prose.split(separator: "\n").first, line.hasPrefix("# ") else { return nil }
  return String(line.dropFirst(2))
}

/// The number with which a text begins: `3.1` of `3.1-learning-rates`, `3.1 Learning rates` or
/// `3.1, faster`.
func leadingNumber(_ text: String, until end: Character) -> String? {
  var word = text.prefix { $0 != end }
  if let last = word.last, ".,:".contains(last) { word.removeLast() }
  guard word.utf8.first.map({ (48...57).contains($0) }) == true,
    word.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 })
  else { return nil }
  return String(word)
}
