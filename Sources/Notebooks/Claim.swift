import GANScript

/// What a section expects, and what became of it: a claim of the article, or a check of its own.
public struct Claim: Sendable {
  /// The section it stands in: its number, or else its title.
  public let section: String
  /// What an `expect` found.
  public let expectation: Expectation

  /// A claim of a section.
  public init(_ expectation: Expectation, section: String) {
    self.section = section
    self.expectation = expectation
  }

  /// What is claimed, in words, or else the condition.
  public var words: String { expectation.claim }
  /// Whether it came true.
  public var holds: Bool { expectation.verdict == .holds }
  /// Whether it holds, in words.
  public var verdict: String { expectation.verdict.words }
  /// The numbers in it, or why there are none; without the folders of paths.
  public var measured: String { withoutFolders(expectation.measured) }
}

/// A sentence of an article with all claims that test it.
public struct Sentence: Sendable {
  /// A number, or several, that claims have found, and where.
  struct Result: Sendable {
    /// In words: what a claim gives as its result, or else its numbers.
    var text: String
    /// The claim, or the first of those that say the same.
    var claim: Claim
  }

  /// What the article says.
  public let text: String
  /// What tests it, in order; at least one.
  public internal(set) var claims: [Claim]

  /// What its claims say together.
  public var verdict: JointVerdict { JointVerdict(of: claims.map(\.expectation.verdict)) }

  /// The sections of its claims, each once.
  public var sections: [String] {
    claims.reduce(into: []) { if !$0.contains($1.section) { $0.append($1.section) } }
  }

  /// What each claim has found, with its own verdict where they differ; what several say is told once.
  var results: [Result] {
    var results: [Result] = []
    let isMixed = verdict == .holdsInPart
    for claim in claims {
      var text = claim.expectation.result.isEmpty ? claim.measured : claim.expectation.result
      if case .unmeasured = claim.expectation.verdict {
        if verdict != .unmeasured { text = "not measured: " + text }
      } else if isMixed {
        text += " (\(claim.verdict))"
      }
      if !text.isEmpty, !results.contains(where: { $0.text == text }) {
        results.append(Result(text: text, claim: claim))
      }
    }
    return results
  }

  /// What was measured, in one line.
  public var result: String { results.map(\.text).joined(separator: "; ") }
}

extension JointVerdict {
  /// Behind a number of sentences, `19 hold`.
  func words(of count: Int) -> String {
    switch (self, count) {
    case (.holds, 2...), (.holds, 0): "hold"
    case (.holdsInPart, 2...), (.holdsInPart, 0): "hold in part"
    case (.fails, 2...), (.fails, 0): "do not hold"
    case (.unmeasured, 1): "was not measured"
    case (.unmeasured, _): "were not measured"
    default: rawValue
    }
  }

  /// A short name, for a page's style.
  var style: String {
    switch self {
    case .holds: "met"
    case .holdsInPart: "part"
    case .fails: "not"
    case .undecided, .unmeasured: "open"
    }
  }
}

/// What came of the claims and checks of a notebook or of a whole article.
public struct Findings: Sendable {
  /// The sentences that the article says, each once, in the order of their first claims.
  public let sentences: [Sentence]
  /// What the notebooks check of themselves.
  public let checks: [Claim]

  /// Puts claims of one sentence together.
  public init(_ claims: [Claim]) {
    var sentences: [Sentence] = []
    for claim in claims where claim.expectation.isClaim {
      let text = claim.expectation.article
      if let index = sentences.firstIndex(where: { $0.text == text }) {
        sentences[index].claims.append(claim)
      } else {
        sentences.append(Sentence(text: text, claims: [claim]))
      }
    }
    self.sentences = sentences
    checks = claims.filter { !$0.expectation.isClaim }
  }

  /// Whether there are none.
  public var isEmpty: Bool { sentences.isEmpty && checks.isEmpty }

  /// How many sentences there are of each verdict, `28 sentences: 19 hold, 9 do not hold`; empty
  /// without sentences.
  public var summary: String {
    guard !sentences.isEmpty else { return "" }
    let parts = JointVerdict.allCases.compactMap { verdict in
      let count = sentences.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(verdict.words(of: count))"
    }
    let noun = sentences.count == 1 ? "sentence" : "sentences"
    return "\(sentences.count) \(noun): " + parts.joined(separator: ", ")
  }

  /// How many checks passed, `12 of 12 checks passed`; empty without checks.
  public var checksSummary: String {
    guard !checks.isEmpty else { return "" }
    let missing = checks.count {
      if case .unmeasured = $0.expectation.verdict { true } else { false }
    }
    let rest = missing == 0 ? "" : ", \(missing) \(missing == 1 ? "was" : "were") not measured"
    return "\(checks.count(where: \.holds)) of \(checks.count) checks passed" + rest
  }

  /// What of the article is a failure where findings are to fail, `2 of 3 sentences do not hold`; empty
  /// if all hold.
  public var strictSummary: String {
    let count = sentences.count { $0.verdict != .holds && $0.verdict != .unmeasured }
    guard count > 0 else { return "" }
    let noun = sentences.count == 1 ? "sentence" : "sentences"
    return "\(count) of \(sentences.count) \(noun) \(count == 1 ? "does" : "do") not hold, "
      + "or not in full"
  }

  /// What the columns of the table of sentences are called.
  static let columns = ["section", "the article says", "verdict", "measured"]

  /// The rows of the table of sentences.
  var rows: [[String]] {
    sentences.map {
      [$0.sections.joined(separator: ", "), $0.text, $0.verdict.rawValue, $0.result]
    }
  }

  /// The sentences for a terminal, and the checks that did not pass: section, verdict and words, and
  /// what was measured below them.
  ///
  /// - Parameter width: Columns of the terminal.
  public func lines(width: Int) -> [String] {
    let entries =
      sentences.map { ($0.sections.first ?? "", $0.verdict.rawValue, $0.text, $0.result) }
      + checks.filter { !$0.holds }.map { ($0.section, $0.verdict, $0.words, $0.measured) }
    let margin = 2 + min(8, entries.map(\.0.count).max() ?? 0)
    return entries.flatMap { section, verdict, words, result in
      hanging(section, verdict + ": " + words, at: margin, width)
        + (result.isEmpty ? [] : hanging("", result, at: margin + 2, width))
    }
  }
}

/// A text after a label, in lines of at most `width` columns that begin at a column of their own.
private func hanging(_ label: String, _ text: String, at column: Int, _ width: Int) -> [String] {
  let gap = String(repeating: " ", count: max(column - label.count, label.isEmpty ? 0 : 1))
  var lines = [label + gap]
  var isEmpty = true
  for word in escaped(text).split(separator: " ") {
    if !isEmpty, lines[lines.count - 1].count + 1 + word.count > width {
      lines.append(String(repeating: " ", count: column))
      isEmpty = true
    }
    lines[lines.count - 1] += (isEmpty ? "" : " ") + word
    isEmpty = false
  }
  return lines
}
