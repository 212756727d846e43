import Datasets
import GANScript
import Measures
import Vocabulary

/// A data set against the real pictures.
extension MeasureVerb {
  /// Measures a data set against another one.
  static func measureData(
    _ call: Call, _ session: Session, _ phase: ExecutionPhase
  ) throws -> Value {
    guard let real = call.object("data") as? DataSetObject,
      let other = call.object("of") as? DataSetObject
    else {
      throw ScriptError(
        "data= and of= go together: the real pictures, and those that are measured",
        help: "measure data=flowers of=other", argument: call.isGiven("of") ? "of" : "data",
        code: .arguments)
    }
    guard !call.isGiven(RunList.parameter.name) else {
      throw ScriptError(
        "either a run is measured or a data set", help: "leave out the run, or data= and of=",
        argument: "of", code: .arguments)
    }
    try checkAlike(real.plan, other.plan)
    guard phase == .run, let prepared = real.prepared, let samples = other.data else {
      return .object(MeasuresObject(values: nil, floor: nil, kinds: nil))
    }
    guard samples.count >= Reference.fewestSamples else {
      throw Reference.tooSmall(samples.name, count: samples.count, argument: "of")
    }
    let reference = try reference(prepared, call, session)
    // As many as of the real ones, evenly spread.
    let count = min(samples.count, reference.count)
    let chosen = samples.spread(count).flatMap { samples.sample($0) }
    let values = samples.scaling.converted(chosen, to: prepared.set.scaling)
    if samples.scaling != prepared.set.scaling {
      call.emit(
        .remark(
          "\(other.plan.name), scaled to \(words(samples.scaling)), is brought to the scale of "
            + "\(real.plan.name), \(words(prepared.set.scaling))"))
    }
    call.emit(
      .text(
        "\(counted(count, "sample")) of \(other.plan.name) against \(reference.count) of "
          + real.plan.name))
    let measures = try object(values, of: nil, prepared, reference, call, session)
    show(measures, call)
    if let file = call.text("file") { try write(measures, file, call, session) }
    return .object(measures)
  }

  private static func rounded(_ bound: Float) -> String {
    shortest((Double(bound) * 100).rounded() / 100)
  }

  /// A scale for people, its numbers rounded.
  private static func words(_ scaling: Scaling) -> String {
    switch scaling {
    case .standardized(let mean, let standardDeviation):
      "mean \(fixed(mean, 1)), deviation \(fixed(standardDeviation, 1))"
    case .none: "0..255"
    case .range(let low, let high): "\(rounded(low))..\(rounded(high))"
    }
  }

  /// Throws unless samples of two data sets have the same form, as far as that is known.
  private static func checkAlike(
    _ real: DataSetObject.Plan, _ other: DataSetObject.Plan
  ) throws {
    guard real.featureCount > 0, other.featureCount > 0,
      real.geometry != other.geometry || real.featureCount != other.featureCount
    else { return }
    func words(_ plan: DataSetObject.Plan) -> String {
      plan.geometry.map { "\($0.summary) pictures" } ?? "\(plan.featureCount) plain numbers"
    }
    throw ScriptError(
      "\(real.name) has \(words(real)), \(other.name) \(words(other)); they cannot be compared",
      help: "load both with the same size= and color=", argument: "of", exitCode: .data,
      code: "E345")
  }
}
