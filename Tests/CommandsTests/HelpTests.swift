import Adversarial
import Commands
import GANScript
import Measures
import Networks
import Testing
import Vocabulary

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
