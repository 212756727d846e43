import GANScript
import Networks
import Testing

/// Weights whose names all begin with a module's name.
struct WeightNamesTests {
  @Test(arguments: ["model.", "module.", "main.", ""])
  func aCommonPrefixIsDroppedWithANote(prefix: String) throws {
    let laboratory = try Laboratory()
    let made = try laboratory.run(
      Laboratory.preamble + "train epochs=1 batch=4\nsave generator \"g.safetensors\"")
    #expect(made.report.exitCode == .done, "\(made.problems)")
    let own = try #require(try laboratory.files["g.safetensors"])
    let file = try SafetensorsFile(own)
    let renamed = encodeSafetensors(
      try file.entries.map { entry in
        entry.type == "I64"
          ? StoredTensor(
            prefix + entry.name, shape: entry.shape,
            integers: try file.values(of: entry).map { Int64($0) })
          : StoredTensor(
            prefix + entry.name, shape: entry.shape, floats: try file.values(of: entry))
      }, metadata: [])
    try laboratory.write(renamed, "foreign.safetensors")
    let outcome = try laboratory.run(
      Laboratory.preamble + "load generator \"foreign.safetensors\"\nsample generator \"a.npy\"")
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let note = "`\(prefix)`, with which all names of weights begin, is dropped"
    #expect(outcome.texts.contains { $0.contains(note) } == !prefix.isEmpty, "\(outcome.texts)")
  }
}
