import Adversarial
import GANScript
import Measures
import Networks
import Vocabulary

/// What is measured of samples: all measures, their floors, kinds.
extension MeasureVerb {
  /// What samples are compared with. Throws if the data are too few.
  static func reference(
    _ data: PreparedData, _ call: Call, _ session: Session
  ) throws -> Reference {
    let seeing = call.word("features").flatMap(Seeing.init) ?? .scattering
    let reference = data.reference(
      seeing: seeing, on: session.context.workers, isStopped: call.isInterrupted)
    try stopIfAsked(call)
    guard let reference else {
      throw Reference.tooSmall(data.set.name, count: data.set.count)
    }
    return reference
  }

  /// All measures; a signal is heard between two of them.
  private static func values(
    of comparison: Comparison, _ call: Call, _ session: Session
  ) throws -> MeasuredValues {
    let line = WaitingLine("measures taken", session.context)
    defer { line.finish() }
    let values = MeasuredValues(comparison, isStopped: call.isInterrupted) {
      line.report($0, of: measureCatalog.elements.count)
    }
    guard let values else { throw stopped }
    return values
  }

  static func stopIfAsked(_ call: Call) throws {
    if call.isInterrupted() { throw stopped }
  }

  private static var stopped: ScriptError {
    ScriptError("stopped", exitCode: .interrupted, code: .interrupted)
  }

  static func object(
    _ fakes: [Float], of run: RunObject?, _ data: PreparedData, _ reference: Reference,
    _ call: Call, _ session: Session
  ) throws -> MeasuresObject {
    guard let comparison = reference.comparison(with: fakes, isStopped: call.isInterrupted) else {
      throw stopped
    }
    let values = try values(of: comparison, call, session)
    let kinds = try kinds(of: run, fakes, comparison, data, call, session)
    let floor = data.floor(
      seeing: reference.seeing, on: session.context.workers, isStopped: call.isInterrupted)
    try stopIfAsked(call)
    return MeasuresObject(
      values: values, floor: floor, kinds: kinds, repeated: repeated(reference))
  }

  /// How many of the real samples occur more than once, in words; `nil` where none does, or there is but
  /// one.
  private static func repeated(_ reference: Reference) -> String? {
    guard reference.repeatedCount > 0, reference.differentCount > 1 else { return nil }
    return "\(reference.repeatedCount) of the \(counted(reference.count, "real sample")) compared "
      + "occur more than once (mirror images count); \(reference.differentCount) differ, and only "
      + "those are neighbours of each other."
  }

  /// What is known of kinds: of a conditional run as a network tells them, which is asked about pictures
  /// of each kind alone as well. `nil` where the data have none.
  private static func kinds(
    of run: RunObject?, _ fakes: [Float], _ comparison: Comparison, _ data: PreparedData,
    _ call: Call, _ session: Session
  ) throws -> MeasuresObject.Kinds? {
    guard let classifier = comparison.reference.classifier, let shares = comparison.kindShares
    else {
      return nil
    }
    let kinds = MeasuresObject.Kinds(
      names: classifier.kinds, shares: shares.map(\.share), realShares: classifier.realShares,
      accuracy: classifier.accuracy, told: classifier.recalls)
    guard let run, run.plan.networks.areConditional else { return kinds }
    return try conditionalKinds(kinds, of: run, fakes, data, call, session)
  }

  private static func conditionalKinds(
    _ kinds: MeasuresObject.Kinds, of run: RunObject, _ fakes: [Float], _ data: PreparedData,
    _ call: Call, _ session: Session
  ) throws -> MeasuresObject.Kinds {
    let workers = session.context.workers
    let line = WaitingLine("classifiers learned", session.context)
    var learned = 0
    let judge: KindJudge?
    do {
      defer { line.finish() }
      judge = try data.judge(on: workers, isStopped: call.isInterrupted) {
        learned += 1
        line.report(learned, of: KindJudge.networks)
      }
    } catch { throw scriptError(error) }
    guard let judge else { throw stopped }
    let weights = try run.weights(of: .generator)
    let names = data.set.kindNames
    let numbers = kinds.names.map { names.firstIndex(of: $0) ?? 0 }
    let told = judge.kinds(of: fakes, on: workers)
    let count = max(16, min(100, 1024 / names.count))
    var kinds = kinds
    kinds.shares = numbers.map { kind in
      Double(told.count { $0 == kind }) / Double(told.count)
    }
    kinds.accuracy = judge.accuracy
    kinds.told = numbers.map { judge.recalls[$0] }
    kinds.asked = try numbers.map { kind in
      try stopIfAsked(call)
      let samples = Sampler(
        run.plan.networks.generator, count: count, kinds: [Int](repeating: kind, count: count),
        seed: run.plan.recipe.seed, stream: .newSamples, workers: workers
      ).samples(weights)
      return Double(judge.kinds(of: samples, on: workers).count { $0 == kind }) / Double(count)
    }
    return kinds
  }
}
