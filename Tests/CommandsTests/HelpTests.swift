import Commands
import GANScript
import Testing

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
