import GANScript
import Testing

@Suite("Completion") struct CompletionTests {
  private let variables: [String: Value] = [
    "baseline": .object(FakeRun(number: 1, rate: 0.1, isPlanned: false)), "rate": .number(0.1),
  ]

  private func complete(_ text: String) -> Completion {
    FakeHost.language.complete(
      text, cursor: text.utf8.count, variables: variables,
      files: { path, endings in ["\(path)|\(endings.joined(separator: ","))"] })
  }

  /// What the line may become, for each candidate.
  private func texts(_ text: String) -> [String] { complete(text).candidates.map(\.text) }

  @Test(arguments: [
    ("tr", ["train"]), ("x = tr", ["train"]), ("load sunflowers; tr", ["train"]),
    ("ba", ["baseline"]), ("for x in [1]\nen", ["end"]), ("x = ma", ["max("]),
    ("train ep", ["epochs="]), ("train epochs=3 ep", []), ("train optimizer=", ["sgd", "adam"]),
    ("train optimizer=a", ["adam"]), ("x = train shuffle=o", ["on", "off"]),
    ("train lr=", ["rate"]), ("sweep optimizer=[sgd, a", ["adam"]),
    ("load s", ["sunflowers", "size="]), ("load sunflowers color=", ["gray", "rgb"]),
    ("plot l", ["loss"]), ("plot loss b", ["baseline"]), ("save pic", ["picture"]),
    ("baseline.", ["loss", "lr", "epochs"]), ("baseline.loss.g", ["generator"]),
    ("print baseline.loss.generator.", ["last", "mean"]), ("unknown.", []), ("rate.", []),
    ("net g: 3 -> 4 re", ["relu"]), ("net g: 3 -> 4 relu in", ["init="]),
    ("net g: 3 -> 4 init=", ["normal", "he"]), ("net g: 3 -> r", ["rate", "round("]),
    ("net g", []), ("help tr", ["train"]), ("?opt", ["optimizer"]), ("?dro", ["dropout"]),
    ("for x ", ["in"]), ("print ra", ["rate"]), ("expect ba", ["baseline"]),
    ("# tr", []), ("train # ep", []), ("load \"da", ["da|"]), ("plot loss \"", ["|png"]),
    ("include \"c", ["c|gan"]), ("print \"lr {ra", ["rate"]), ("print \"lr", []),
    ("x = exists(\"a", ["a|"]), ("train lr=rate * r", ["rate", "round("]),
  ])
  func offersWhatFits(text: String, candidates: [String]) {
    #expect(texts(text) == candidates)
  }

  @Test func offersArgumentsBehindAVerb() {
    #expect(
      texts("train ") == ["epochs=", "lr=", "batch=", "optimizer=", "seed=", "shuffle="])
    #expect(texts("show ").starts(with: ["picture", "gif", "loss"]))
  }

  @Test func saysWhatItReplaces() {
    let completion = complete("x = 1\ntrain optimizer=ad")
    #expect(completion.range == 22..<24)
    #expect(completion.candidates == [complete("train optimizer=ad").candidates[0]])
    #expect(completion.candidates[0].summary == "adaptive steps")
    #expect(complete("load \"dir/fi").range == 6..<12)
  }

  @Test func looksNoFurtherThanTheCursor() {
    let completion = FakeHost.language.complete("tr epochs=3", cursor: 2, variables: [:])
    #expect(completion.candidates.map(\.text) == ["train"])
  }
}
