import Adversarial
import Datasets
import GANScript
import Measures
import Networks

extension EpochMeter {
  /// What comes before the name of a kind in the column of its share.
  static let shareColumn = "share_"

  /// The measures that are taken on the way.
  static var quickMeasures: [Measure] {
    measureCatalog.elements.filter { $0.isQuick && !$0.needsPictures }
  }

  /// The quick measures, and the share of each kind where the data has kinds, every so many epochs.
  ///
  /// As many generated samples as real ones are looked at, 512 at most, always of the same latent
  /// vectors.
  static func measures(every epochs: Int, data: DataSet?) -> EpochMeter {
    let quick = quickMeasures
    let kinds = data.map(orderedKinds) ?? []
    let shares = kinds.map { shareColumn + kindName($0) }
    let columns = quick.map { "\($0.name) \($0.version)" } + shares
    return EpochMeter(
      identity: "every \(epochs): " + columns.joined(separator: ", "),
      names: quick.map(\.name) + shares, every: epochs
    ) { generator, _, plan, data, workers in
      guard let reference = data.reference(on: workers) else {
        return [Double](repeating: .nan, count: quick.count + kinds.count)
      }
      let fakes = Sampler(
        plan.networks.generator, count: reference.count,
        kinds: data.set.kinds(ofSpread: reference.count), seed: plan.recipe.seed, workers: workers
      ).samples(generator, precision: .single)
      let comparison = reference.comparison(with: fakes)
      let shares = comparison.kindShares ?? []
      return comparison.values(of: quick)
        + kinds.map { kind in shares.first { $0.kind == kind }?.share ?? .nan }
    }
  }

  /// The kinds of a data set, the most frequent first.
  private static func orderedKinds(_ data: DataSet) -> [String] {
    var counts: [(kind: String, count: Int)] = []
    for kind in data.kinds ?? [] {
      if let index = counts.firstIndex(where: { $0.kind == kind }) {
        counts[index].count += 1
      } else {
        counts.append((kind, 1))
      }
    }
    return counts.sorted { ($1.count, $0.kind) < ($0.count, $1.kind) }.map(\.kind)
  }
}

extension Reference {
  /// Why nothing can be measured of a data set: too few samples, or all alike.
  static func unfit(_ data: DataSet, argument: String? = nil) -> ScriptError {
    guard data.count >= fewestSamples else {
      return tooSmall(data.name, count: data.count, argument: argument)
    }
    return ScriptError(
      "measuring takes samples that differ; the \(data.count) of \(data.name) are all alike",
      help: "give other pictures; only a training without `measures=` takes such",
      argument: argument, exitCode: .data, code: "E313")
  }

  /// What is wrong with a data set of fewer samples.
  static func tooSmall(_ name: String, count: Int, argument: String? = nil) -> ScriptError {
    ScriptError(
      "measuring takes at least \(fewestSamples) samples; \(name) has \(count)",
      help: "give more pictures; only a training without `measures=` takes so few",
      argument: argument, exitCode: .data, code: "E313")
  }
}
