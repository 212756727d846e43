import Adversarial
import Foundation
import Vocabulary

/// The curves of a training and its pictures, with what rules ask of them.
struct Curves: Sendable {
  let records: [EpochRecord]
  /// Why it diverged, if it did.
  let divergence: String?
  /// Pictures in the last step of an epoch.
  let batch: Int
  /// What the losses mean.
  let objective: any Objective
  /// Whether the learning rates have fallen to 0: nothing moves any more, however long it goes on.
  var hasFallenRates = false
  /// What its pictures show; `nil` where they were not looked at.
  var pictures: SeenPictures?

  /// Epochs in a row after which a state counts as one.
  static let minimumEpochs = 5

  /// The last epochs that are looked at: a tenth, at least five.
  var window: Int { min(records.count, max(Curves.minimumEpochs, records.count / 10)) }

  /// The mean of the last epochs; `nil` if there are too few.
  func lately(_ value: (EpochRecord) -> Double) -> Double? {
    guard records.count >= Curves.minimumEpochs else { return nil }
    return Statistics.mean(records.suffix(window).map(value))
  }

  /// The means of both halves; `nil` below 20 epochs.
  func halves(_ value: (EpochRecord) -> Double) -> (first: Double, second: Double)? {
    guard records.count >= 20 else { return nil }
    let middle = records.count / 2
    return (
      Statistics.mean(records[..<middle].map(value)), Statistics.mean(records[middle...].map(value))
    )
  }

  /// How many of the last epochs had scores of exactly 0 or 1 only, where a float's sigmoid has a
  /// derivative of 0: then their means, and the loss as a multiple of the largest, are whole numbers of
  /// parts. None where scores are no probabilities or the loss has no bound.
  var saturatedEpochs: Int {
    guard objective.unit == .probability, let largest = objective.largestLoss else { return 0 }
    return records.reversed().prefix { record in
      [record.realScore, record.fakeScore, record.discriminator / largest].allSatisfy { share in
        let parts = share * Double(batch)
        return abs(parts - parts.rounded()) < 1e-3
      }
    }.count
  }

  var isSaturated: Bool { saturatedEpochs >= Curves.minimumEpochs }

  /// How much both losses change from an epoch to the next, in the mean of the first and the last
  /// third; `nil` below 15 epochs.
  var roughness: (first: Double, last: Double)? {
    guard records.count >= 15 else { return nil }
    let changes = zip(records, records.dropFirst()).map { a, b in
      (abs(a.generator - b.generator) + abs(a.discriminator - b.discriminator)) / 2
    }
    let third = changes.count / 3
    return (Statistics.mean(changes.prefix(third)), Statistics.mean(changes.suffix(third)))
  }

  /// The first epoch from which the generator's loss is the larger in the mean of all later ones and
  /// of the ten that begin there, after having been the smaller; `nil` without such an epoch.
  static func crossing(of records: [EpochRecord]) -> Int? {
    let differences = records.map { $0.generatorMean - $0.discriminatorMean }
    guard differences.count >= 20, differences.allSatisfy(\.isFinite) else { return nil }
    var rest = differences.reduce(0, +)
    var before = 0.0
    for index in 0...(differences.count - 10) {
      let next = differences[index..<index + 10].reduce(0, +)
      if index >= 3, before < 0, rest > 0, next > 0, differences[index] > 0 {
        return records[index].epoch
      }
      before += differences[index]
      rest -= differences[index]
    }
    return nil
  }

  /// The network whose loss changed most from the last tenth but one to the last, and by what
  /// share; `nil` below 50 epochs.
  var lateChange: (role: String, share: Double)? {
    guard records.count >= 50 else { return nil }
    let tenth = records.count / 10
    let shares = [
      ("generator", \EpochRecord.generatorMean), ("discriminator", \.discriminatorMean),
    ]
    .map { role, path in
      let values = records.map { $0[keyPath: path] }
      let last = Statistics.mean(values.suffix(tenth))
      let before = Statistics.mean(values.dropLast(tenth).suffix(tenth))
      return (role: role, share: abs(last - before) / max(abs(before), 1e-9))
    }
    return shares.filter { $0.share.isFinite }.max { $0.share < $1.share }
  }

}

/// What the curves and the pictures of a run show.
struct Diagnosis {
  /// The signs found, with their words; the gravest first.
  let findings: [(rule: DiagnosisRule, words: String)]
  private let plan: RunObject.Plan
  private let isPrompt: Bool
  /// Whether it was stopped before its end.
  private let isUnfinished: Bool

  /// - Parameters:
  ///   - pictures: What its pictures show.
  ///   - isPrompt: Whether the commands of the prompt can be typed where it is read.
  init(
    _ result: RunResult, _ plan: RunObject.Plan, pictures: SeenPictures?, isPrompt: Bool
  ) {
    let status = result.status
    let curves = Curves(
      records: result.records,
      divergence: status.state == .diverged ? status.reason : nil,
      batch: plan.recipe.batchSizes(samples: plan.data.count).last ?? 1,
      objective: plan.recipe.objective,
      hasFallenRates: plan.recipe.schedule.decay != .constant && status.state == .done,
      pictures: pictures)
    findings = diagnosisCatalog.elements.compactMap { rule in
      rule.words(curves).map { (rule, $0) }
    }
    self.plan = plan
    self.isPrompt = isPrompt
    isUnfinished = !status.isOver
  }

  /// The gravest finding with what to try, and the names of the others. Of a training that was stopped
  /// that is first to be finished, before another one is advised.
  func text(name: String, epochs: Int) -> String {
    let total = plan.recipe.epochs
    var lines = [
      "run \(name), "
        + (isUnfinished ? "\(epochs) of \(total) epochs:" : "\(counted(epochs, "epoch")):")
    ]
    if isUnfinished {
      lines.append(
        "it was stopped before its end; the line that trained it, or continue epochs=\(total), goes on"
      )
    }
    guard let gravest = findings.first else {
      return
        (lines + [
          epochs < Curves.minimumEpochs
            ? "too early to say: from \(counted(Curves.minimumEpochs, "epoch")) on there is something to see"
            : "nothing stands out in the losses and pictures"
        ]).joined(separator: "\n")
    }
    lines.append((isUnfinished ? "so far " : "") + "\(gravest.words) (\(gravest.rule.name))")
    if case .recipe = gravest.rule.remedy, isUnfinished {
      lines.append("try: its other epochs first")
    } else {
      lines.append("try: \(gravest.rule.remedy.words(for: plan, isPrompt: isPrompt))")
    }
    lines.append("from: \(gravest.rule.term.discussion)")
    let others = findings.dropFirst().map(\.rule.name)
    if let first = others.first {
      lines.append(
        "lesser signs: \(others.joined(separator: ", ")); help \(first) says what that is")
    }
    return lines.joined(separator: "\n")
  }

  /// One line for the end of a training; `nil` if there is nothing to warn of.
  var warning: String? {
    findings.first { $0.rule.isWarning }.map {
      "\($0.words). Try \($0.rule.remedy.words(for: plan, isPrompt: isPrompt))"
    }
  }
}
