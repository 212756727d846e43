import Adversarial
import Foundation
import Vocabulary

/// A sign that a training's curves or pictures may show.
struct DiagnosisRule: Described {
  /// Its name and what it is; the discussion says where it comes from.
  let term: Term
  /// The one thing to try.
  let remedy: Remedy
  /// Whether it is worth a line after a training, unasked.
  let isWarning: Bool
  /// One sentence with its numbers if they show it, `nil` otherwise.
  let words: @Sendable (Curves) -> String?
}

/// What to try about a sign.
enum Remedy: Sendable {
  /// The same for every training.
  case words(String)
  /// Networks and a training that learn some hundred pictures, whatever else was tried.
  case recipe

  /// In words that hold for a training, where it was.
  ///
  /// - Parameter isPrompt: Whether the commands of the prompt can be typed there.
  func words(for plan: RunObject.Plan, isPrompt: Bool) -> String {
    if case .words(let words) = self { return words }
    guard RecommendedTraining.isAlike(plan) else {
      return isPrompt
        ? ":recipe at the prompt, which writes networks and a training that learn pictures"
        : "convolutional networks with optimizer=adam loss=bce_logits r1=0.1 augment=[flip, shift] "
          + "ema=0.998, as in the notebook that `ganrepl new lab.gan` writes"
    }
    let epochs = RecommendedTraining.epochs(samples: plan.data.count)
    return plan.recipe.epochs < epochs
      ? "more epochs: such a training of \(counted(plan.data.count, "picture")) takes epochs=\(epochs)"
      : "more pictures, or twice the epochs with augment=[flip, shift, cutout]"
  }
}

/// The signs that `diagnose` looks for, the gravest first.
public let signTerms = diagnosisCatalog.terms

/// All signs, the gravest first.
let diagnosisCatalog = Catalog<DiagnosisRule>(
  "sign",
  [
    DiagnosisRule(
      term: Term(
        "not_finite", "a loss is not finite",
        discussion: "Steps so large that weights overflow."),
      remedy: .words("a tenth of the lr"), isWarning: true
    ) { curves in
      guard let record = curves.records.first(where: { !$0.discriminator.isFinite }) else {
        return curves.divergence.map { "the training diverged: \($0)" }
      }
      return "the discriminator's loss is not finite from epoch \(record.epoch) on"
    },
    DiagnosisRule(
      term: Term(
        "saturated", "all scores are exactly 0 or 1, so there is no gradient left",
        discussion: """
          In float32 a sigmoid is exactly 0 or 1 far from the middle, its derivative 0; log of 0 is \
          cut at 1e-12, which is the loss of 27.63. Arjovsky and Bottou 2017, arXiv 1701.04862.
          """),
      remedy: .words("loss=bce_logits with a discriminator that ends in -> 1"),
      isWarning: true
    ) { curves in
      guard curves.isSaturated else { return nil }
      return "for \(curves.saturatedEpochs) epochs every score has been exactly 0 or 1 "
        + "(D(x) \(fixed(curves.lately(\.realScore) ?? .nan, 2)), "
        + "D(G(z)) \(fixed(curves.lately(\.fakeScore) ?? .nan, 2)) in the mean): the "
        + "discriminator's sigmoid is saturated, and there is next to nothing to learn from"
    },
    DiagnosisRule(
      term: Term(
        "alike", "the generated pictures look alike",
        discussion: """
          Mode collapse, or a generator that has not learned yet: 25 pictures of different latent \
          vectors hardly differ. `measure` says more. Goodfellow 2016, arXiv 1701.00160, section 5.1.
          """),
      remedy: .recipe, isWarning: true
    ) { curves in
      guard let pictures = curves.pictures, let end = pictures.end,
        curves.records.count >= Curves.minimumEpochs, end.variety < 0.25
      else { return nil }
      return "the pictures look alike: the \(pictures.count) at the end differ from each other by "
        + "\(percent(end.variety)) of what real ones do"
        + (pictures.best.map {
          "; in epoch \($0.epoch) it was \(percent($0.variety))"
        } ?? "")
    },
    DiagnosisRule(
      term: Term(
        "d_wins", "the discriminator tells everything apart",
        discussion: "Goodfellow et al. 2014, arXiv 1406.2661, section 3; Chintala's ganhacks, 10."),
      remedy: .words("a third of lr as lr_d"), isWarning: true
    ) { curves in
      guard let loss = curves.lately(\.discriminatorMean), let won = curves.objective.victory,
        loss < won.discriminator, !curves.isSaturated
      else { return nil }
      return "the discriminator wins: its loss is \(fixed(loss, 3)) in the mean of the last "
        + counted(curves.window, "epoch")
        + (curves.objective.balance.map { ", where guessing has \(fixed($0.discriminator, 3))" }
          ?? "")
        + "; the generator's is \(fixed(curves.lately(\.generatorMean) ?? .nan, 2))"
    },
    DiagnosisRule(
      term: Term(
        "g_wins", "the discriminator takes generated pictures for real",
        discussion:
          "Chintala's ganhacks, 10: a generator's loss that falls steadily fools with garbage."),
      remedy: .words("steps_d=2"), isWarning: true
    ) { curves in
      guard let loss = curves.lately(\.generatorMean), let won = curves.objective.victory,
        loss < won.generator, !curves.isSaturated
      else { return nil }
      return "the generator wins: its loss is \(fixed(loss, 3)) in the mean of the last "
        + "\(counted(curves.window, "epoch")), "
        + (curves.objective.unit == .score ? "the score of its pictures" : "D(G(z))")
        + " is \(fixed(curves.lately(\.fakeScore) ?? .nan, 2))"
    },
    DiagnosisRule(
      term: Term(
        "undecided", "both losses stand where guessing puts them",
        discussion: """
          ln 2 = 0.693 and 2 ln 2 = 1.386 are the losses of a discriminator that says 0.5 to \
          everything: the equilibrium of theory, or one that has not learned anything yet. \
          Goodfellow et al. 2014, arXiv 1406.2661, theorem 1.
          """),
      remedy: .words("init=he for both networks"), isWarning: true
    ) { curves in
      guard let d = curves.lately(\.discriminatorMean), let g = curves.lately(\.generatorMean),
        let balance = curves.objective.balance, abs(d - balance.discriminator) < 0.02,
        abs(g - balance.generator) < 0.02
      else { return nil }
      return
        "the discriminator is undecided: losses of \(fixed(d, 3)) and \(fixed(g, 3)) are those "
        + (curves.objective.unit == .score
          ? "of giving everything the same score" : "of saying 0.5 to everything")
    },
    DiagnosisRule(
      term: Term(
        "kinds_gone", "a frequent kind of pictures is not among the generated ones",
        discussion: """
          Of the pictures that the run keeps through the epochs, told apart by a classifier learned \
          from the data; plot kinds of a run with measures=10 shows in which epoch it was lost. The \
          article's section 3.2: slim sunflowers fade.
          """),
      remedy: .recipe, isWarning: true
    ) { curves in
      guard let pictures = curves.pictures, let kind = pictures.missingKinds.first,
        curves.records.count >= Curves.minimumEpochs
      else { return nil }
      let others = pictures.missingKinds.count - 1
      return "none of the \(pictures.count) pictures at the end is of kind \(kind)"
        + (others > 0 ? ", nor of \(counted(others, "other kind"))" : "")
        + ", though at least a fifth of the real ones are"
    },
    DiagnosisRule(
      term: Term(
        "unlike", "no generated picture looks like a real one",
        discussion: """
          None lies among the real ones, where precision is measured (Kynkaanniemi et al. 2019, arXiv \
          1904.06991): noise, or discs in noise.
          """),
      remedy: .recipe, isWarning: true
    ) { curves in
      guard let pictures = curves.pictures, let end = pictures.end, end.precision == 0,
        curves.records.count >= Curves.minimumEpochs
      else { return nil }
      return "none of the \(pictures.count) pictures at the end resembles the real ones"
    },
    DiagnosisRule(
      term: Term(
        "far", "the pictures are far from the real ones",
        discussion: """
          A kernel distance of 1 or more (kid of measure, Binkowski et al. 2018, arXiv 1801.01401): of \
          the sunflowers, the article's best runs have 1.5 to 2.5, discs in noise, and the recipe has 0.1.
          """),
      remedy: .recipe, isWarning: false
    ) { curves in
      guard let end = curves.pictures?.end, end.kid >= 1 else { return nil }
      return "the pictures at the end are far from the real ones: their kernel distance is "
        + "\(fixed(end.kid, 1)), and 0 is none"
    },
    DiagnosisRule(
      term: Term(
        "d_gains", "the discriminator's loss falls while the generator's rises",
        discussion: "The article's section 3.2: towards mode collapse."),
      remedy: .words("dropout(0.3) after the discriminator's first layer"),
      isWarning: false
    ) { curves in
      guard let d = curves.halves(\.discriminatorMean), let g = curves.halves(\.generatorMean),
        d.second < 0.8 * d.first, g.second > 1.2 * g.first
      else { return nil }
      return "the discriminator gains: from the first half to the second its loss falls from "
        + "\(fixed(d.first, 2)) to \(fixed(d.second, 2)), and the generator's rises from "
        + "\(fixed(g.first, 2)) to \(fixed(g.second, 2))"
    },
    DiagnosisRule(
      term: Term(
        "rougher", "the curves get spikier",
        discussion: "The article's section 3.1: larger learning rates, spikier losses."),
      remedy: .words("half of the lr"), isWarning: false
    ) { curves in
      guard let rough = curves.roughness, rough.last > 2 * rough.first, rough.last > 0.1 else {
        return nil
      }
      return "the curves get rougher: from one epoch to the next losses change by "
        + "\(fixed(rough.first, 3)) in the first third and by \(fixed(rough.last, 3)) in the last"
    },
    DiagnosisRule(
      term: Term(
        "crossing", "the generator's loss comes to lie above the discriminator's",
        discussion: "The article's section 3.2: from there on the discriminator has the upper hand."
      ),
      remedy: .words("save strip \"strip.png\", to compare the pictures of before and after"),
      isWarning: false
    ) { curves in
      Curves.crossing(of: curves.records).map {
        "the curves cross in epoch \($0): from there on the generator's loss is mostly the larger"
      }
    },
    DiagnosisRule(
      term: Term(
        "moving", "the losses have not settled",
        discussion: "The article's section 3.0: smooth losses, not converged."),
      remedy: .words("continue, with twice the epochs"), isWarning: false
    ) { curves in
      guard !curves.hasFallenRates, let change = curves.lateChange, change.share > 0.1 else {
        return nil
      }
      return
        "the \(change.role)'s loss is still moving: its mean of the last tenth of the epochs is "
        + "\(fixed(change.share * 100, 0)) % off that of the tenth before"
    },
  ])

/// A share for people: 7 %, 0.4 %.
private func percent(_ share: Double) -> String {
  fixed(share * 100, share < 0.01 ? 1 : 0) + " %"
}
