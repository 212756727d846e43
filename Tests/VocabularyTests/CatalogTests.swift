import Testing
import Vocabulary

@Suite("Catalogs") struct CatalogTests {
  let layers = Catalog("layer", [Term("relu", "max(x, 0)"), Term("tanh", "hyperbolic tangent")])

  @Test func findsByName() throws {
    #expect(try layers.find("relu").summary == "max(x, 0)")
    #expect(layers["tanh"]?.name == "tanh")
    #expect(layers["sigmoid"] == nil)
    #expect(layers.names == ["relu", "tanh"])
    #expect(layers.terms.map(\.summary) == ["max(x, 0)", "hyperbolic tangent"])
  }

  @Test func saysWhatWasMeant() {
    #expect(throws: UnknownName(noun: "layer", name: "rleu", suggestion: "relu")) {
      try layers.find("rleu")
    }
    #expect(throws: UnknownName(noun: "layer", name: "convolution", suggestion: nil)) {
      try layers.find("convolution")
    }
  }
}

@Suite("Near misses") struct NearMissTests {
  @Test(arguments: [
    ("trian", "train"), ("epoch", "epochs"), ("optimiser", "optimizer"), ("TRAIN", "train"),
    ("continu", "continue"), ("disc", "discriminator"),
  ])
  func areFound(typed: String, meant: String) {
    let names = ["load", "train", "continue", "epochs", "optimizer", "discriminator"]
    #expect(nearest(to: typed, among: names) == meant)
  }

  @Test(arguments: ["", "zebra", "q", "completelydifferent"])
  func areNotInvented(typed: String) {
    #expect(nearest(to: typed, among: ["load", "train", "epochs"]) == nil)
  }

  @Test func ignoreLongNames() {
    let long = String(repeating: "a", count: 65)
    #expect(nearest(to: long, among: [long]) == nil)
  }
}
