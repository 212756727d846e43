import Adversarial
import Datasets
import Measures
import Tensors

/// What the pictures of a run show, through the epochs: how various they are, how many are twins, which
/// kinds are among them.
struct SeenPictures: Sendable {
  /// The same few latent vectors in one epoch, against the real pictures.
  struct Look: Sendable {
    let epoch: Int
    /// The mean distance of two of them, as a share of the real ones'.
    let variety: Double
    /// The share of pairs that are closer than all but 1 % of real ones.
    let twins: Double
    /// The share of them that lie among the real ones.
    let precision: Double
    /// Their kernel distance to the real ones.
    let kid: Double
  }

  /// In the order of their epochs; the last is the end.
  let looks: [Look]
  /// Pictures in a look.
  let count: Int
  /// The kinds that a fifth or more of the real pictures are of, and none of the last ones.
  let missingKinds: [String]

  /// The most epochs that are looked at, the last one among them.
  static let mostLooks = 12

  /// Looks at the pictures that a run kept, or at those of its end alone.
  ///
  /// `nil` where there are none, or too few real ones to compare them with. Cost: some 0.1 s for 12
  /// times 25 pictures of 64 x 64, and as much for the real ones when they are first looked at.
  ///
  /// - Parameter isBrief: Whether only the end is looked at.
  init?(
    _ snapshots: [Snapshot], _ data: PreparedData, isConditional: Bool, isBrief: Bool,
    on workers: WorkerPool
  ) {
    let shown =
      isBrief ? Array(snapshots.suffix(1)) : Animation.thinned(snapshots, to: Self.mostLooks)
    guard let last = shown.last, data.set.geometry != nil,
      let reference = data.reference(on: workers)
    else { return nil }
    let values = { (snapshot: Snapshot) in snapshot.pixels.map(data.set.scaling.value) }
    looks = shown.compactMap { snapshot in
      let comparison = reference.comparison(with: values(snapshot))
      let measured = { (name: String) in measureCatalog[name]?.value(comparison) ?? .nan }
      let variety = measured("variety")
      guard variety.isFinite else { return nil }
      return Look(
        epoch: snapshot.epoch, variety: variety, twins: measured("twins"),
        precision: measured("precision"), kid: measured("kid"))
    }
    guard !looks.isEmpty else { return nil }
    count = last.pixels.count / max(data.set.featureCount, 1)
    // A conditional run was asked for each kind.
    let names = isConditional ? nil : reference.kindNames(of: values(last))
    let classifier = reference.classifier
    missingKinds =
      names.map { names in
        zip(classifier?.kinds ?? [], classifier?.realShares ?? []).filter { kind, share in
          share >= 0.2 && !names.contains(kind)
        }.map(\.0)
      } ?? []
  }

  /// What was seen, in numbers.
  init(looks: [Look], count: Int, missingKinds: [String] = []) {
    self.looks = looks
    self.count = count
    self.missingKinds = missingKinds
  }

  /// The last look.
  var end: Look? { looks.last }

  /// The look with the greatest variety, if it is well before the end and twice as various.
  var best: Look? {
    guard let end, let best = looks.max(by: { $0.variety < $1.variety }),
      best.epoch < end.epoch, best.variety > 2 * end.variety, best.variety > 0.3
    else { return nil }
    return best
  }
}
