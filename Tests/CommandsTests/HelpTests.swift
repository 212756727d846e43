import Adversarial
import Foundation
import GANScript
import Measures
import Networks
import Testing
import Vocabulary

@testable import Commands

/// What help promises is true.
struct HelpTests {
  @Test(arguments: verbCatalog.names)
  func examplesCheck(verb: String) throws {
    let laboratory = try Laboratory()
    let term = try verbCatalog.find(verb).term
    try #require(!term.example.isEmpty)
    let preamble = """
      load sunflowers
      net generator: 100 -> 8 batchnorm relu -> 4096 tanh
      net discriminator: 4096 -> 8 leakyrelu(0.2) -> 1 sigmoid

      """
    let train = ["load", "train"].contains(verb) ? "" : "train epochs=5\n"
    let report = try laboratory.check(preamble + train + term.example)
    #expect(report.exitCode == .done, "\(render(report.diagnostics))")
    #expect(laboratory.isUntouched)
  }

  /// Optimizers, losses, initializers and their like are in the list of all words and in the reference, each
  /// with its sentence.
  @Test func everyWordOfAnArgumentIsListed() throws {
    let all = try #require(language.help("all", columns: 100))
    let reference = language.reference
    let catalogs = [
      optimizerCatalog.terms, objectiveCatalog.terms, Initializer.catalog.terms,
      Augmentation.catalog.terms, language.layers.terms, language.modifiers.terms,
    ]
    let train = try verbCatalog.find("train").term
    let schedules = try #require(train.parameter(named: "schedule")?.kind.words)
    #expect(schedules.map(\.name) == ["constant", "linear", "cosine"])
    for term in catalogs.joined() + schedules {
      #expect(all.contains("  \(term.name)  ") || all.contains("  \(term.name)\n"), "\(term.name)")
      #expect(
        all.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(term.summary),
        "\(term.name)")
      #expect(reference.contains("`\(term.name)`") || reference.contains("`\(term.name)("))
      #expect(reference.contains(term.summary.prefix(20)), "\(term.name)")
    }
    #expect(reference.contains("### optimizer= of train, sweep"))
    for line in all.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
  }

  /// What a user meets in a report or a message leads on.
  @Test(arguments: [
    ("kinds", ["kinds.csv", "100+kinds", "plot kinds"]),
    ("run", ["run= of save", "what train, continue and load run give", "epochs trained"]),
    ("nearest", ["save nearest", "near copies are marked", "count=", "filter=nearest"]),
    ("pillow", ["pillow= of load", "this version of pillow", "from 12 to 13", "default 12"]),
    ("pictures", ["kind=", "balance=", "chosen among another's by the classifier"]),
    ("loss", ["loss= of", "crossing"]), ("collapse", ["mode collapse"]),
  ])
  func wordsLeadOn(name: String, words: [String]) throws {
    let text = try #require(language.help(name)).replacing("\n", with: " ").lowercased()
      .split(separator: " ").joined(separator: " ")
    for word in words { #expect(text.contains(word), "\(word) in \(text)") }
  }

  /// A file's ending leads to what such a file is.
  @Test func everyEndingHasHelp() {
    var endings = Set((saveableCatalog.elements + [Saveable.network]).flatMap(\.endings))
    for parameter in verbCatalog.terms.flatMap(\.parameters) {
      switch parameter.kind {
      case .inputFile(let own), .outputFile(let own): endings.formUnion(own)
      default: break
      }
    }
    #expect(endings.isSuperset(of: ["png", "npy", "csv", "pdf", "onnx"]))
    for ending in endings.sorted() { #expect(language.help(ending) != nil, "\(ending)") }
  }

  /// Terminals without UTF-8 show nothing else.
  @Test func allWordsArePlain() throws {
    let terms: [Term] =
      verbCatalog.terms + layerCatalog.terms + optimizerCatalog.terms + objectiveCatalog.terms
      + measureCatalog.terms
    for term in terms {
      #expect("\(term)".utf8.allSatisfy { $0 < 0x80 }, "\(term.name)")
    }
    let statements = [
      "net", "param", "for", "if", "expect", "print", "include", "language", "help",
    ]
    for word in verbCatalog.names + statements {
      let text = try #require(language.help(word))
      #expect(text.utf8.allSatisfy { $0 < 0x80 }, "\(word)")
    }
    #expect(language.help().utf8.allSatisfy { $0 < 0x80 })
  }

  /// Every number of an error that the sources have is explained, and no other.
  @Test func everyNumberOfAnErrorIsExplained() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let sources = root.path() + "Sources"
    var used: Set<String> = []
    for name in try FileManager.default.subpathsOfDirectory(atPath: sources)
    where name.hasSuffix(".swift") && !name.hasSuffix("Guide.swift")
      && !name.hasSuffix("LanguagePages.swift")
    {
      let text = try String(contentsOfFile: sources + "/" + name, encoding: .utf8)
      used.formUnion(text.matches(of: /"([EW][0-9]{3})"/).map { String($0.output.1) })
    }
    #expect(used.count > 30)
    #expect(Set(language.codes.map(\.name)) == used)
    for code in used { #expect(language.help(code) != nil, "\(code)") }
  }

  /// The fields that help lists are those that values have.
  @Test func everyFieldIsExplained() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      """
      data = load sunflowers size=8 limit=32
      net generator: 3 -> 8 batchnorm relu -> 64 tanh
      net discriminator: 64 -> 8 leakyrelu(0.2) -> 1 sigmoid
      run = train epochs=2 batch=8 measures=1 best=kid
      grid = sweep epochs=2 batch=[8, 16] measures=1
      m = measure run
      curve = run.loss.generator
      losses = run.loss
      """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    for (name, value) in outcome.variables {
      guard case .object(let object) = value else { continue }
      let described = try #require(
        language.guide.objects[object.typeName], "\(name): \(object.typeName)")
      let known = described.fields.map(\.name) + measureCatalog.names
      #expect(Set(object.fieldNames).subtracting(known).isEmpty, "\(name)")
      for field in described.fields {
        #expect(object.fieldNames.contains(field.name), "\(name).\(field.name)")
      }
    }
    #expect(language.help("run.loss")?.contains("loss of a run: the losses") == true)
    #expect(language.help("curve.roughness")?.contains("roughness of a curve") == true)
    #expect(language.help("x.loss.generator.last")?.contains("last of a curve") == true)
    #expect(language.help("d_wins")?.contains("tells everything apart") == true)
  }

  @Test(arguments: verbCatalog.names)
  func everyVerbIsExplained(verb: String) throws {
    let term = try verbCatalog.find(verb).term
    let text = try #require(language.help(verb))
    for parameter in term.parameters {
      #expect(text.lowercased().contains(parameter.name), "\(parameter.name)")
    }
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(language.help().contains(verb))
  }
}
