import Foundation
import GANScript

/// What a section claims, and what became of it.
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
  /// The numbers in it, or why there are none.
  public var measured: String { expectation.measured }
  /// The condition, where words stand for it.
  public var measure: String? {
    expectation.words.isEmpty ? nil : expectation.condition
  }
  /// What the article says, if it does.
  public var article: String? { expectation.article.isEmpty ? nil : expectation.article }
}

/// The claims of a notebook or of a whole article, as a table.
public struct ClaimList: Sendable, RandomAccessCollection {
  private let claims: [Claim]

  /// Claims in their order.
  public init(_ claims: [Claim]) { self.claims = claims }

  /// The index of the first claim.
  public var startIndex: Int { claims.startIndex }
  /// The index after the last claim.
  public var endIndex: Int { claims.endIndex }
  /// The claim at an index.
  public subscript(index: Int) -> Claim { claims[index] }

  /// How many hold: `35 of 38 hold, 2 were not measured`.
  public var summary: String {
    let missing = claims.count {
      if case .unmeasured = $0.expectation.verdict { true } else { false }
    }
    let rest = missing == 0 ? "" : ", \(missing) \(missing == 1 ? "was" : "were") not measured"
    return "\(claims.count(where: \.holds)) of \(claims.count) hold" + rest
  }

  /// What the columns of the table are called.
  static let columns = ["section", "claim", "measure", "article", "measured", "verdict"]

  /// The rows of the table.
  var rows: [[String]] {
    claims.map { claim in
      [
        claim.section, claim.words, claim.expectation.condition, claim.article ?? "",
        claim.measured, claim.verdict,
      ]
    }
  }

  /// The table for a terminal, a paragraph a claim: section, verdict and words, and set in below them
  /// what is known of it.
  ///
  /// - Parameter width: Columns of the terminal.
  public func lines(width: Int) -> [String] {
    let margin = 2 + Swift.min(8, claims.map(\.section.count).max() ?? 0)
    let blank = String(repeating: " ", count: margin)
    return claims.flatMap { claim in
      let details = [
        ("article", claim.article), ("measure", claim.measure), ("measured", claim.measured),
      ]
      return hanging(claim.section, claim.verdict + ": " + claim.words, at: margin, width)
        + details.flatMap { name, text in
          text.map { hanging(blank + name, $0, at: margin + 10, width) } ?? []
        }
    }
  }
}

/// A text after a label, in lines of at most `width` columns that begin at a column of their own.
private func hanging(_ label: String, _ text: String, at column: Int, _ width: Int) -> [String] {
  var lines = [
    label.padding(toLength: Swift.max(column, label.count + 1), withPad: " ", startingAt: 0)
  ]
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
