import Datasets
import GANScript
import Networks
import Vocabulary

/// A data set as scripts see it; in a check only its shape is known.
struct DataSetObject: ScriptObject {
  /// What can be known before loading.
  struct Plan: Sendable {
    var name: String
    var count: Int
    var featureCount: Int
    var geometry: Geometry?
    /// What a sample is.
    var shape: Shape {
      geometry.map { Shape(channels: $0.channels, height: $0.height, width: $0.width) }
        ?? Shape(featureCount)
    }
    /// The names of its kinds, in the order of `DataSet.kindNames`; `nil` if they are not known yet.
    var kinds: [String]?
    /// How pixels become numbers, where that is known without reading them.
    var scaling: ScalingRule?
    /// What was asked for: `sunflowers size=64x64 color=gray …`.
    var source: String
  }

  let plan: Plan
  /// The samples with what is made of them; `nil` in a check.
  let prepared: PreparedData?
  /// The samples; `nil` in a check.
  var data: DataSet? { prepared?.set }

  init(_ prepared: PreparedData, scaling: ScalingRule? = nil, source: String) {
    let data = prepared.set
    self.init(
      prepared,
      plan: Plan(
        name: data.name, count: data.count, featureCount: data.featureCount,
        geometry: data.geometry, kinds: data.kindNames, scaling: scaling, source: source))
  }

  /// The data of a run, with what is known of them.
  init(_ prepared: PreparedData, plan: Plan) {
    self.prepared = prepared
    self.plan = plan
  }

  init(_ plan: Plan) {
    self.plan = plan
    prepared = nil
  }

  init(_ plan: DataPlan, name: String, scaling: ScalingRule? = nil, source: String) {
    self.init(
      Plan(
        name: name, count: plan.count, featureCount: plan.featureCount, geometry: plan.geometry,
        kinds: plan.kinds.sorted(), scaling: scaling, source: source))
  }

  var typeName: String { "data set" }
  var fieldNames: [String] {
    [
      "count", "features", "height", "width", "channels", "mean", "deviation", "min", "max",
      "kinds",
    ]
  }

  func field(_ name: String) -> Value? {
    switch name {
    case "count": .number(Double(plan.count))
    case "features": .number(Double(plan.featureCount))
    case "height": .number(Double(plan.geometry?.height ?? 1))
    case "width": .number(Double(plan.geometry?.width ?? plan.featureCount))
    case "channels": .number(Double(plan.geometry?.channels ?? 1))
    case "kinds":
      (data.map { Set($0.kinds ?? []).count } ?? plan.kinds?.count).map { .number(Double($0)) }
        ?? .unknown("a number")
    case "mean", "deviation", "min", "max":
      data.map { .number(statistic(name, $0.values)) }
        ?? .unknown("a number")
    default: nil
    }
  }

  private func statistic(_ name: String, _ values: [Float]) -> Double {
    let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
    switch name {
    case "min": return Double(values.min() ?? .nan)
    case "max": return Double(values.max() ?? .nan)
    case "deviation":
      let squares = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      return (squares / Double(values.count)).squareRoot()
    default: return mean
    }
  }

  var summary: String {
    let shape = plan.geometry?.summary ?? "\(plan.featureCount) numbers"
    var text = "\(plan.name): \(counted(plan.count, "sample")), \(shape)"
    if let kinds = data?.kinds {
      var counts: [(kind: String, count: Int)] = []
      for kind in kinds {
        if let index = counts.firstIndex(where: { $0.kind == kind }) {
          counts[index].count += 1
        } else {
          counts.append((kind, 1))
        }
      }
      counts.sort { ($1.count, $0.kind) < ($0.count, $1.kind) }
      let shown = counts.prefix(6).map { count in
        "\(count.count) "
          + (count.kind.first?.isNumber == true ? Value.text(count.kind).source : count.kind)
      }
      text += " (" + shown.joined(separator: ", ") + (counts.count > 6 ? ", ..." : "") + ")"
    }
    return text
  }
}
