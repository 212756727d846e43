import GANScript
import Plotting
import Testing

@testable import Adversarial
@testable import Commands

/// What can be asked of curves, of curves whose answers are known.
struct CurveTests {
  /// Ten values with a minimum that comes twice and epochs that leave some out.
  private static let values: [Double] = [5, 1, 2, 8, 3, 4, 9, 1, 6, 7]
  private static let epochs = [1, 2, 4, 6, 8, 10, 12, 14, 16, 17]
  private static let curve = CurveObject(
    name: "loss", zip(epochs, values).map { (epoch: $0, value: $1) })

  private func number(_ name: String, of curve: CurveObject = curve) -> Double? {
    if case .number(let number) = curve.field(name) { number } else { nil }
  }

  private static let answers: [(name: String, value: Double)] = [
    ("first", 5), ("last", 7), ("min", 1), ("max", 9), ("mean", 4.6), ("count", 10),
    ("deviation", (74.4 / 9).squareRoot()), ("early", 3), ("middle", 3.5), ("late", 6.5),
    ("roughness", 4), ("min_at", 2), ("max_at", 12),
  ]

  @Test(arguments: answers)
  func answersAreThoseOfTheirDefinition(name: String, value: Double) throws {
    #expect(abs(try #require(number(name)) - value) < 1e-12)
  }

  @Test func everyFieldHasAnAnswer() {
    #expect(Set(Self.curve.fieldNames) == Set(Self.answers.map(\.name)))
    #expect(Self.curve.field("erly") == nil)
  }

  /// Fifths are of whole values, at least one; what goes steadily up has each of them in its place.
  @Test func fifthsOfOtherLengths() {
    for count in [1, 4, 5, 9, 23, 100] {
      let curve = CurveObject(name: "", (1...count).map { (epoch: $0, value: Double($0)) })
      let fifth = Double(max(1, count / 5))
      #expect(number("early", of: curve) == (1 + fifth) / 2)
      #expect(number("late", of: curve) == Double(count) - (fifth - 1) / 2)
      #expect(number("roughness", of: curve) ?? .nan == 1 || count == 1)
    }
  }

  @Test func runsHaveNoEpochs() {
    let curve = CurveObject(name: "loss", ofRuns: [1, 2, 6])
    #expect(number("mean", of: curve) == 3)
    #expect(number("deviation", of: curve) == 7.0.squareRoot())
    #expect(curve.spread == 7.0.squareRoot() && Self.curve.spread == nil)
    for name in ["early", "late", "roughness", "min_at", "max_at"] {
      #expect(curve.field(name) == nil, "\(name)")
    }
  }

  /// The losses of a run's fields are those of the last step of each epoch.
  @Test func lossesAreCurves() throws {
    let records = (1...6).map { epoch in
      EpochRecord(
        epoch: epoch, generator: Double(epoch), discriminator: Double(10 * epoch),
        generatorMean: 0, discriminatorMean: 0, realScore: 0, fakeScore: 0)
    }
    let loss = LossObject(records: records)
    for (player, last) in [("generator", 6.0), ("discriminator", 60)] {
      guard case .object(let curve as CurveObject)? = loss.field(player) else {
        Issue.record("\(player)")
        continue
      }
      #expect(number("last", of: curve) == last && number("max_at", of: curve) == 6)
    }
  }

  /// Half of the past and half of the present, over the weights so far; gaps stay gaps.
  @Test func smoothingIsAMovingAverage() {
    let smoothed = LossFigure.smoothed([1, 3, .nan, 5], 0.5)
    for (value, expected) in zip(smoothed, [1, 7.0 / 3, .nan, 27.0 / 7]) {
      #expect(value.isNaN ? expected.isNaN : abs(value - expected) < 1e-12, "\(smoothed)")
    }
    // Nine tenths of the past: 0.9 · 0.1 + 0.1 · 11 over 0.19.
    #expect(abs(LossFigure.smoothed([1, 11], 0.9)[1] - 1.19 / 0.19) < 1e-12)
    #expect(LossFigure.smoothed([4, 4, 4], 0.99).allSatisfy { abs($0 - 4) < 1e-12 })
    #expect(LossFigure.smoothed([1, 3, 5], 0) == [1, 3, 5])
  }

  /// A smoothed figure says how, and what its numbers are; a plain one has nothing to say.
  @Test func aSmoothedFigureSaysSo() {
    func figure(_ smoothing: Double) -> Figure {
      var options = LossFigure.Options()
      options.smoothing = smoothing
      return LossFigure.figure(of: [], options)
    }
    #expect(figure(0).notes.isEmpty)
    #expect(figure(0.9).notes.count == 1)
    let note = figure(0.9).notes.first ?? ""
    #expect(note.contains("last values: moving average, 0.9 kept each epoch"), "\(note)")
    #expect(note.contains("pale: the losses"), "\(note)")
  }
}
