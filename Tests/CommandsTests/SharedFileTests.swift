import Files
import Foundation
import Testing

/// What an installation brings along is what the catalogs say, and the tools that read it take it.
@Suite(.enabled(if: Executable.path != nil, "the program is not built"), .timeLimit(.minutes(5)))
struct SharedFileTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path()

  private static let files: [(name: String, path: String)] =
    (try? Executable.run(["__shared"]).output.split(separator: "\n").map {
      let parts = $0.split(separator: "\t").map(String.init)
      return (parts[0], parts[1])
    }) ?? []

  /// One that is missing is written, and the test fails: look at it, run again.
  @Test(arguments: ["man", "reference", "bash", "zsh", "fish", "vim", "textmate"])
  func isMadeOfTheCatalogs(name: String) throws {
    let path = try #require(Self.files.first { $0.name == name }?.path)
    let text = try Executable.run(["__shared", name]).output
    #expect(!text.isEmpty)
    guard let kept = try? readFile(Self.root + "/" + path) else {
      try makeFolder(Self.root + "/" + (path as NSString).deletingLastPathComponent)
      try writeDurably(Array(text.utf8), to: Self.root + "/" + path)
      Issue.record("\(path) was missing; it is written now")
      return
    }
    #expect(String(decoding: kept, as: UTF8.self) == text, "\(path) is old: delete it, run again")
  }

  @Test func thereIsNoOther() throws {
    #expect(
      Set(Self.files.map(\.name))
        == ["man", "reference", "bash", "zsh", "fish", "vim", "textmate"])
    let unknown = try Executable.run(["__shared", "emacs"])
    #expect(unknown.status == 2)
  }

  @Test func theManualNamesEverything() throws {
    let page = try Executable.run(["__shared", "man"]).output.replacing("\\-", with: "-")
    let help = try Executable.run(["--help"]).output
    for name in help.matches(of: /--[a-z-]+/).map(\.output) { #expect(page.contains(name)) }
    for word in ["train", "leakyrelu", "expect", "finite", ":recipe", "NO_COLOR", "130"] {
      #expect(page.contains("\\fB\(word)"), "\(word)")
    }
    // A line that begins with a dot is a request; there are no others than these.
    for line in page.split(separator: "\n") where line.hasPrefix(".") {
      let request = line.prefix { $0 != " " }
      #expect(
        [".TH", ".SH", ".SS", ".TP", ".B", ".br", ".\\\""].contains(String(request)), "\(line)")
    }
  }

  @Test(.enabled(if: kindOfFile(at: "/usr/bin/man") != nil, "there is no man"))
  func manShowsItWithoutAWarning() throws {
    let page = Self.root + "/share/man/man1/ganrepl.1"
    let shown = try Executable.run(
      ["-c", "MANWIDTH=80 LC_ALL=C.UTF-8 man --warnings -l '\(page)' | col -b"],
      program: "/bin/bash")
    #expect(shown.messages.isEmpty, "\(shown.messages)")
    #expect(shown.output.contains("EXIT STATUS"))
    #expect(shown.output.contains("--allow-read"))
  }

  /// vim colours a notebook of the article: every sort of word where it should be.
  @Test(.enabled(if: kindOfFile(at: "/usr/bin/vim") != nil, "there is no vim"))
  func vimColoursANotebook() throws {
    let laboratory = try Laboratory()
    let script = """
      # %% 1 Title
      # prose
      net generator: 100 -> 64 relu
      r = train epochs=10 lr=0.05 shuffle=on
      print "lr {lr:.2f}"
      """
    try laboratory.write(Array(script.utf8), "a.gan")
    let places = [
      (1, 3, "ganCell"), (2, 3, "ganComment"), (3, 1, "ganStatement"), (3, 16, "ganNumber"),
      (3, 20, "ganArrow"), (3, 26, "ganLayer"), (4, 5, "ganVerb"), (4, 11, "ganArgument"),
      (4, 18, "ganNumber"), (4, 37, "ganBoolean"), (5, 8, "ganText"), (5, 12, "ganPlaceholder"),
    ]
    let asked = places.map { "synIDattr(synID(\($0.0), \($0.1), 1), 'name')" }
      .joined(separator: ", ")
    let result = try Executable.run(
      [
        "-u", "NONE", "-es", "-N", "--cmd", "set rtp^=\(Self.root)/share/vim/vimfiles", "-c",
        "syntax on", "-c", "filetype on", "-c", "edit a.gan", "-c",
        "call writefile([\(asked)], 'found')", "-c", "qa!",
      ], in: laboratory, program: "/usr/bin/vim")
    let found = String(decoding: try readFile(laboratory.path + "/found"), as: UTF8.self)
    #expect(
      found.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        == places.map(\.2), "\(result.messages)")
  }

  /// The grammar is JSON, and its patterns find what they should; Foundation's expressions are close
  /// enough to Oniguruma's.
  @Test func theGrammarFindsWords() throws {
    let path = Self.root + "/share/ganrepl/vscode/syntaxes/gan.tmLanguage.json"
    let object = try JSONSerialization.jsonObject(with: Data(readFile(path)))
    let grammar = try #require(object as? [String: Any])
    let patterns = try #require(grammar["patterns"] as? [[String: Any]])
    func scope(_ word: String, in line: String) -> String? {
      let range = NSRange(line.range(of: word)!, in: line)
      for pattern in patterns {
        let text = pattern["match"] as? String ?? pattern["begin"] as? String ?? ""
        guard let expression = try? NSRegularExpression(pattern: text) else { continue }
        let matches = expression.matches(
          in: line, range: NSRange(line.startIndex..., in: line))
        if matches.contains(where: { $0.range.location == range.location }) {
          return pattern["name"] as? String
        }
      }
      return nil
    }
    #expect(scope("train", in: "r = train epochs=10") == "keyword.other.verb.gan")
    #expect(scope("epochs", in: "r = train epochs=10") == "variable.parameter.gan")
    #expect(scope("10", in: "r = train epochs=10") == "constant.numeric.gan")
    #expect(scope("net", in: "net generator: 100 -> 64 relu") == "keyword.control.gan")
    #expect(scope("relu", in: "net generator: 100 -> 64 relu") == "support.type.layer.gan")
    #expect(scope("->", in: "net generator: 100 -> 64 relu") == "keyword.operator.arrow.gan")
    #expect(scope("# %%", in: "# %% Title") == "markup.heading.cell.gan")
    #expect(scope("\"a", in: "print \"a\"") == "string.quoted.double.gan")
    let rules = String(
      decoding: try readFile(Self.root + "/share/ganrepl/vscode/language-configuration.json"),
      as: UTF8.self)
    #expect(rules.contains("(for|if|elif|else)") && rules.contains("(end|elif|else)"))
    for file in ["package.json", "language-configuration.json"] {
      let bytes = try readFile(Self.root + "/share/ganrepl/vscode/" + file)
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(bytes)) }
    }
  }
}
