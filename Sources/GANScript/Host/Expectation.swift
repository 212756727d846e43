/// What became of an `expect`: of a check, or of a claim, which quotes an article.
public struct Expectation: Sendable {
  /// Whether it came true.
  public enum Verdict: Sendable, Equatable {
    /// It came true.
    case holds
    /// It did not.
    case fails
    /// The difference lies within the spread of the seeds; of claims only.
    case undecided
    /// There was nothing to measure; with the reason.
    case unmeasured(String)

    /// As tables and lines name it.
    public var words: String {
      switch self {
      case .holds: "holds"
      case .fails: "does not hold"
      case .undecided: "cannot be told"
      case .unmeasured: "not measured"
      }
    }
  }

  /// The condition as it is written.
  public let condition: String
  /// The words after it; may be empty.
  public let words: String
  /// What the article says, if it is a claim; empty for a check.
  public let article: String
  /// What was measured, in the words of the script: `coverage 0.23 → 0.91`; may be empty.
  public let result: String
  /// What became of it.
  public let verdict: Verdict
  /// The numbers in it: `1.39 < 2`; empty where there are none.
  public let numbers: String
  /// Where it stands.
  public let location: ScriptLocation

  /// What became of an `expect`.
  public init(
    condition: String, words: String, article: String = "", result: String = "",
    verdict: Verdict, numbers: String, location: ScriptLocation
  ) {
    self.condition = condition
    self.words = words
    self.article = article
    self.result = result
    self.verdict = verdict
    self.numbers = numbers
    self.location = location
  }

  /// Whether it tests what an article says: a finding then, which fails nothing unless asked to.
  public var isClaim: Bool { !article.isEmpty }

  /// What is claimed: in words, or else the condition.
  public var claim: String { words.isEmpty ? condition : words }

  /// What was measured: the numbers, or why there are none.
  public var measured: String {
    if case .unmeasured(let reason) = verdict { reason } else { numbers }
  }

  /// The same claim, not measured; what was to be told of its numbers is left out.
  func unmeasured(_ reason: String) -> Expectation {
    Expectation(
      condition: condition, words: words, article: article, verdict: .unmeasured(reason),
      numbers: "", location: location)
  }
}

/// What the claims of one sentence say together.
///
/// Claims that were not measured do not count. If all others came true the sentence holds, if some did it
/// holds in part. Where none did, it does not hold if that is so for more than half of them; otherwise it
/// cannot be told.
public enum JointVerdict: String, Sendable, CaseIterable {
  /// All that could be told came true.
  case holds
  /// Some came true, some did not or cannot be told.
  case holdsInPart = "holds in part"
  /// None came true, and most of them did not.
  case fails = "does not hold"
  /// None came true, and of at least half the difference lies within the spread of the seeds.
  case undecided = "cannot be told"
  /// Nothing was measured.
  case unmeasured = "not measured"

  /// What claims say together.
  public init(of verdicts: [Expectation.Verdict]) {
    let told = verdicts.filter { if case .unmeasured = $0 { false } else { true } }
    let failed = told.count { $0 == .fails }
    if told.isEmpty {
      self = .unmeasured
    } else if told.contains(.holds) {
      self = told.allSatisfy { $0 == .holds } ? .holds : .holdsInPart
    } else {
      self = failed * 2 > told.count ? .fails : .undecided
    }
  }
}
