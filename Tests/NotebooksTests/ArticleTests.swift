import Foundation
import GANScript
import Notebooks
import Testing
import Vocabulary

struct ArticleTests {
  private static let files = [
    "article.gan": """
    #!/usr/bin/env ganrepl
    language 1
    # %% [markdown]
    # # Flowers
    # %% Sections
    include "2.1-data.gan"
    include "3.1-learning-rates.gan"
    include "3.2-longer.gan"
    include "3.2-end.gan"
    include "remedy.gan"
    """,
    "2.1-data.gan": "# %% [markdown]\n# # 2.1 Pictures\nx = 1",
    "3.1-learning-rates.gan": "", "3.2-longer.gan": "", "3.2-end.gan": "",
  ]

  private func article() throws -> Article { try Article(read: Self.read) }

  private static func read(_ name: String) throws -> [UInt8] {
    guard let text = files[name] else { throw ScriptError("is not there") }
    return Array(text.utf8)
  }

  @Test func isReadInOrder() throws {
    let article = try article()
    #expect(article.title == "Flowers")
    #expect(article.parts.count == 6)
    #expect(article.sections.map(\.number) == ["2.1", "3.1", "3.2", "3.2", nil])
    #expect(article.sections.map(\.title).prefix(2) == ["2.1 Pictures", "3.1-learning-rates"])
    #expect(article.sections.map { $0.problem == nil } == [true, true, true, true, false])
    #expect(article.sections[4].problem?.message == "remedy.gan: is not there")
  }

  @Test(arguments: [
    (["3.1"], [1]), (["3"], [1, 2, 3]), (["3.2"], [2, 3]), (["end", "2.1"], [0, 3]),
    (["2.1 pictures"], [0]), (["notebooks/3.2-end.gan"], [3]), (["Learn"], [1]),
    (["3", "3.1"], [1, 2, 3]), (["remedy"], [4]),
  ])
  func sectionsAreFound(wishes: [String], indices: [Int]) throws {
    let article = try article()
    let found = try article.sections(named: wishes).map(\.file)
    #expect(found == indices.map { article.sections[$0].file })
  }

  @Test(arguments: [("3.3", "3.1"), ("lerning-rates", "learning-rates"), ("", nil), ("zzzz", nil)])
  func unknownOnesHaveHints(wish: String, near: String?) throws {
    let article = try article()
    let error = #expect(throws: UnknownName.self) { try article.sections(named: [wish]) }
    #expect(error?.suggestion == near)
  }

  @Test func otherStatementsAreRefused() {
    let error = #expect(throws: Diagnostic.self) {
      _ = try Article { _ in Array("include \"a.gan\"\nprint 1".utf8) }
    }
    #expect(error?.location?.line == 2)
    #expect(throws: Diagnostic.self) { _ = try Article { _ in throw ScriptError("gone") } }
  }

  private static let notebooks = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "notebooks")

  /// The opening asks for verdicts of sentences that claims test, and every claim tells its number.
  @Test func theNotebooksFitTogether() throws {
    let files = try FileManager.default.contentsOfDirectory(
      at: Self.notebooks, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "gan" }
    var asked: Set<Substring> = []
    var said: Set<Substring> = []
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      asked.formUnion(text.matches(of: /verdict\("([^"]*)"\)/).map(\.output.1))
      for line in text.split(separator: "\n") where line.contains("expect ") {
        let texts = line.matches(of: /"([^"]*)"/).map(\.output.1)
        #expect(texts.count != 2, "no number: \(line)")
        if texts.count > 1 { said.insert(texts[1]) }
      }
    }
    #expect(asked.count > 2 && asked.isSubset(of: said), "\(asked.subtracting(said))")
  }
}
