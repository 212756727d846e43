import Foundation
import Vocabulary

/// Binary cross entropy of logits: the sigmoid is part of the loss, so no score loses its
/// gradient.
///
/// ln(1 + e^−c) for real, ln(1 + e^c) for fake, as max(±c, 0) + ln(1 + e^−|c|); the derivative is
/// sigmoid(c) − target.
struct BCEWithLogits: Objective {
  var term: Term {
    Term(
      "bce_logits", "binary cross entropy of logits; the sigmoid is part of the loss",
      discussion: """
        The same losses as bce without its limits: a discriminator that is quite sure still \
        teaches. The discriminator must not end in sigmoid.
        """)
  }
  var wantsProbabilities: Bool { false }

  func loss(_ logit: Float, _ label: Label) -> Float {
    let wrong = label == .real ? -logit : logit
    return max(wrong, 0) + log1p(exp(-abs(logit)))
  }

  func derivative(_ logit: Float, _ label: Label) -> Float {
    1 / (1 + exp(-logit)) - label.target
  }
}
