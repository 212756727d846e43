import Adversarial
import GANScript
import Vocabulary

/// What helps beyond the article: regularisers, augmentation, averages, schedules. By default none is there,
/// and the arithmetic is the article's, to the bit.
let remedyOptions: [TrainingOption] = [
  TrainingOption(
    Parameter(
      "r1", .number(0...1e6),
      "half of it is the weight of the squared gradient of D at real pictures",
      default: "0"),
    key: .line("r1") { penaltyLine(.real, $0) }
  ) { call, draft in addPenalty(.real, call, &draft) },
  TrainingOption(
    Parameter(
      "r2", .number(0...1e6),
      "half of it is the weight of the squared gradient of D at generated pictures",
      default: "0"),
    key: .line("r2") { penaltyLine(.fake, $0) }
  ) { call, draft in addPenalty(.fake, call, &draft) },
  TrainingOption(
    Parameter(
      "gp", .number(0...1e6), "weight of WGAN-GP's pull of D's gradient to length 1", default: "0"),
    key: .line("gp") { penaltyLine(.mixture, $0) }
  ) { call, draft in addPenalty(.mixture, call, &draft) },
  TrainingOption(
    Parameter(
      "penalty_every", .whole(1...1000),
      "these penalties are taken every so many steps, with as many times the weight", default: "1"),
    key: .within("r1, r2, gp"), folderName: .detail
  ) { call, draft in
    try require(!draft.recipe.penalties.isEmpty, "penalty_every", "r1=, r2= or gp=", call, draft)
  },
  TrainingOption(
    Parameter(
      "label_smoothing", .number(0...0.5), "how far the target of real pictures is below 1",
      default: "0"),
    key: .line("label_smoothing") { changed("label_smoothing", $0) }
  ) { call, draft in
    let share = call.numberOrDefault("label_smoothing")
    guard share > 0 else { return }
    guard let objective = draft.recipe.objective.smoothed(by: share) else {
      throw ScriptError(
        "loss=\(draft.recipe.objective.name) has no targets that could be smoothed",
        help: "leave out label_smoothing=, or use loss=bce_logits", argument: "label_smoothing",
        code: .arguments)
    }
    draft.recipe.objective = objective
  },
  TrainingOption(
    Parameter(
      "augment", .list(.word(Augmentation.catalog.terms)),
      "random changes to all pictures before D sees them, drawn anew each time"),
    key: .line("augment") { plan in
      plan.recipe.augmentation.map { $0.changes.map(\.rawValue).joined(separator: " ") }
    }
  ) { call, draft in
    let changes = (call.list("augment") ?? []).compactMap { value -> Augmentation.Change? in
      if case .word(let word) = value { Augmentation.Change(rawValue: word) } else { nil }
    }
    guard !changes.isEmpty else { return }
    guard draft.shape.isPicture else {
      throw ScriptError(
        "augment= changes pictures, and the samples are \(draft.shape.count) plain numbers",
        help: "leave it out", argument: "augment", code: .arguments)
    }
    draft.recipe.augmentation = Augmentation(changes, picture: draft.shape)
  },
  TrainingOption(
    Parameter(
      "noise", .number(0...10), "standard deviation of noise on what D sees, falling to 0",
      default: "0"),
    key: .line("noise") { plan in
      plan.recipe.noise.map { "\(shortest($0.standardDeviation)) until \($0.untilEpoch)" }
    }
  ) { call, draft in
    let deviation = call.numberOrDefault("noise")
    guard deviation > 0 else { return }
    draft.recipe.noise = InstanceNoise(
      standardDeviation: deviation,
      untilEpoch: call.whole("noise_until") ?? draft.recipe.epochs)
  },
  TrainingOption(
    Parameter(
      "noise_until", .whole(1...1_000_000),
      "the epoch by which the noise is gone; the last if left out"),
    key: .within("noise"), folderName: .detail
  ) { call, draft in try require(draft.recipe.noise != nil, "noise_until", "noise=", call, draft) },
  TrainingOption(
    Parameter(
      "ema", .number(0...0.99999),
      "share that a moving average of the generator keeps in a step; pictures come from it",
      default: "0"),
    key: .line("ema") { changed("ema", $0) }
  ) { call, draft in draft.recipe.averageKeep = call.numberOrDefault("ema") },
  TrainingOption(
    Parameter(
      "clip", .number(0...1e9), "the longest gradient of a network; 0 for no limit", default: "0"),
    key: .line("clip") { changed("clip", $0) }
  ) { call, draft in
    let longest = call.numberOrDefault("clip")
    draft.recipe.clip = longest > 0 ? longest : nil
  },
  TrainingOption(
    Parameter(
      "schedule",
      .word([
        Term("constant", "the learning rates stay"), Term("linear", "they fall to 0 in a line"),
        Term("cosine", "they fall to 0 along half a cosine"),
      ]), "how the learning rates fall", default: "constant"),
    key: .line("schedule", scheduleLine)
  ) { call, draft in
    draft.recipe.schedule.decay =
      LearningRateSchedule.Decay(rawValue: call.wordOrDefault("schedule")) ?? .constant
  },
  TrainingOption(
    Parameter(
      "decay", .number(0...1, exclusiveMinimum: true),
      "the last part of the epochs, in which they fall",
      default: "1"),
    key: .within("schedule"), folderName: .detail
  ) { call, draft in
    try require(
      draft.recipe.schedule.decay != .constant, "decay", "schedule=linear or schedule=cosine", call,
      draft)
    draft.recipe.schedule.decayShare = call.numberOrDefault("decay")
  },
  TrainingOption(
    Parameter(
      "warmup", .number(0...1e6), "epochs in which the learning rates rise at first", default: "0"),
    key: .within("schedule"), folderName: .detail
  ) { call, draft in draft.recipe.schedule.warmup = call.numberOrDefault("warmup") },
]

/// Throws if an option is given that says nothing without another one. In a grid it may be for some of the
/// runs.
private func require(
  _ isThere: Bool, _ option: String, _ other: String, _ call: Call, _ draft: TrainingDraft
) throws {
  guard !isThere, call.isGiven(option), !draft.isOfGrid else { return }
  throw ScriptError(
    "\(option)= says nothing without \(other)", help: "add it, or leave out \(option)=",
    argument: option, code: .arguments)
}

/// A gradient penalty, if the call asks for it.
private func addPenalty(_ point: GradientPenalty.Point, _ call: Call, _ draft: inout TrainingDraft)
{
  let weight = call.numberOrDefault(point.rawValue)
  guard weight > 0 else { return }
  draft.recipe.penalties.append(
    GradientPenalty(point, weight: weight, every: call.wholeOrDefault("penalty_every")))
}

private func penaltyLine(_ point: GradientPenalty.Point, _ plan: RunObject.Plan) -> String? {
  plan.recipe.penalties.first { $0.point == point }.map {
    "\(shortest($0.weight)) every \($0.every)"
  }
}

/// The schedule with all that decides it: where it falls it depends on the number of epochs.
private func scheduleLine(_ plan: RunObject.Plan) -> String? {
  let schedule = plan.recipe.schedule
  if schedule.isConstant { return nil }
  let fall =
    schedule.decay == .constant
    ? "constant"
    : "\(schedule.decay.rawValue) in \(shortest(schedule.decayShare)) of \(plan.recipe.epochs)"
  return "\(fall), warmup \(shortest(schedule.warmup))"
}

/// An argument that is not as usual, as text.
private func changed(_ name: String, _ plan: RunObject.Plan) -> String? {
  plan.arguments.first { $0.name == name && !$0.isDefault }.map(\.value.description)
}
