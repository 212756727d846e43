import Adversarial
import Commands
import Foundation
import Measures
import Networks
import Notebooks
import Testing
import Vocabulary

/// The README's tables of words say what the catalogs say, row by row.
struct ReadmeTests {
  private static let catalogs = [
    "verb": verbCatalog.terms, "layer": layerCatalog.terms, "optimizer": optimizerCatalog.terms,
    "loss": objectiveCatalog.terms, "initializer": Initializer.catalog.terms,
    "statement": language.statements, "function": language.functions,
    "plot": words(of: "plot").filter { measureCatalog[$0.name] == nil }, "sign": signTerms,
    "augmentation": Augmentation.catalog.terms, "measure": measureCatalog.terms,
    "report": ReportFormat.catalog.terms,
  ]

  /// The words of a verb's first argument.
  private static func words(of verb: String) -> [Term] {
    verbCatalog[verb]?.term.parameters.first?.kind.words ?? []
  }

  @Test(arguments: [
    "statement", "function", "verb", "layer", "optimizer", "loss", "initializer", "plot", "sign",
    "report", "measure", "augmentation",
  ])
  func tablesAreTheCatalogs(noun: String) throws {
    let terms = try #require(Self.catalogs[noun])
    let rows = terms.map { "| `\($0.name)` | \($0.summary) |" }.joined(separator: "\n")
    #expect(try Self.readme().contains("| --- | --- |\n" + rows + "\n\n"), "\(rows)")
  }

  @Test func everyFileItNamesIsThere() throws {
    let root = Self.root
    let names = try Self.readme().matches(of: /(?:docs|notebooks|Sources|Tests)\/[\w.\/-]*\w/).map(
      \.output)
    #expect(!names.isEmpty)
    for name in names {
      #expect(FileManager.default.fileExists(atPath: root + "/" + name), "\(name)")
    }
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path()

  static func readme() throws -> String {
    try String(contentsOfFile: Self.root + "/README.md", encoding: .utf8)
  }
}

struct LanguageTests {
  /// Defaults fit their kinds, examples are statements, no verb is a word of the grammar.
  @Test func theCatalogsAreSound() {
    #expect(language.faults.isEmpty)
  }
}
