import Vocabulary

/// A kind of layer that is written after a dense one: `-> 256 batchnorm relu`.
public struct LayerKind: Described {
  /// Its description; positional parameters are its arguments in brackets.
  public let term: Term
  private let build: @Sendable (_ inputs: Int, _ arguments: [Double]) -> any Layer

  init(_ term: Term, build: @escaping @Sendable (Int, [Double]) -> any Layer) {
    self.term = term
    self.build = build
  }

  /// A layer of this kind for so many features; left-out arguments take their defaults.
  ///
  /// Throws if there are too many arguments or one is out of range.
  public func layer(
    inputs: Int, arguments: [Double] = []
  ) throws(NetworkError) -> any Layer {
    guard arguments.count <= term.parameters.count else {
      throw .tooManyArguments(layer: name, given: arguments.count, most: term.parameters.count)
    }
    var all: [Double] = []
    for (index, parameter) in term.parameters.enumerated() {
      let value =
        index < arguments.count ? arguments[index] : parameter.defaultText.flatMap(Double.init)
      guard let value else { throw .missingArgument(layer: name, argument: parameter.name) }
      if case .number(let bounds, let exclusiveMinimum) = parameter.kind,
        !bounds.contains(value) || (exclusiveMinimum && value == bounds.lowerBound)
      {
        throw .argumentOutOfRange(
          layer: name, argument: parameter.name, value: value, allowed: parameter.kind.summary)
      }
      all.append(value)
    }
    return build(inputs, all)
  }
}

/// All layers that can follow a dense one.
public let layerCatalog = Catalog<LayerKind>(
  "layer",
  [
    BatchNorm.kind, Activation.relu, Activation.leakyRelu, Activation.tanh, Activation.sigmoid,
    ELU.kind, GELU.kind, Dropout.kind,
  ])
