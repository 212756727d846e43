import Tensors
import Vocabulary

/// A rule that moves parameters along their gradients.
public protocol Optimizer: Sendable {
  /// What it keeps for each parameter, a tensor each, as files name it.
  var stateNames: [String] { get }
  /// Whether w ← w − learningRate · g is all it does, so that no gradient need be stored.
  var isPlainDescent: Bool { get }
  /// Moves the part of one parameter whose gradient is given. `step` counts from 1.
  func update(
    _ parameter: Tensor, gradient: GradientBlock, state: [Tensor], learningRate: Float, step: Int)
}

extension Optimizer {
  /// How many tensors it keeps for each parameter.
  public var stateCount: Int { stateNames.count }
}

/// A kind of optimizer with its options.
public struct OptimizerKind: Described {
  /// Its description; parameters are its options besides the learning rate.
  public let term: Term
  private let build: @Sendable ([String: Double]) -> any Optimizer

  init(_ term: Term, build: @escaping @Sendable ([String: Double]) -> any Optimizer) {
    self.term = term
    self.build = build
  }

  /// An optimizer with the options given, the others at their defaults; on is 1, off is 0.
  public func optimizer(_ options: [String: Double] = [:]) -> any Optimizer {
    var all: [String: Double] = [:]
    for parameter in term.parameters {
      let standard = parameter.defaultText.flatMap { $0 == "off" ? 0 : Double($0) } ?? 0
      all[parameter.name] = options[parameter.name] ?? standard
    }
    return build(all)
  }
}

/// All optimizers.
public let optimizerCatalog = Catalog<OptimizerKind>(
  "optimizer", [GradientDescent.kind, Adam.kind, RMSProp.kind])

/// Options that several optimizers share.
enum OptimizerOption {
  static let momentum = Parameter(
    "momentum", .number(0...0.9999), "share of the last step that is kept", default: "0")
  static let weightDecay = Parameter(
    "weight_decay", .number(0...1), "pull of all parameters towards 0", default: "0")
  static func epsilon(_ text: String) -> Parameter {
    Parameter(
      "epsilon", .number(0...1, exclusiveMinimum: true), "added to the divisor", default: text)
  }
}

extension [String: Double] {
  /// An option that `OptimizerKind.optimizer` has filled in.
  func float(_ name: String) -> Float { Float(self[name] ?? 0) }
}
