import Vocabulary

/// Why a network cannot be built, loaded or used.
public enum NetworkError: Error, Sendable, Equatable {
  /// No layer, initializer or optimizer of that name.
  case unknown(UnknownName)
  /// More arguments than the layer takes.
  case tooManyArguments(layer: String, given: Int, most: Int)
  /// An argument without a default was left out.
  case missingArgument(layer: String, argument: String)
  /// An argument outside its bounds.
  case argumentOutOfRange(layer: String, argument: String, value: Double, allowed: String)
  /// A width that is not between 1 and `NetworkError.widest`.
  case widthOutOfRange(Int)
  /// A network without a dense layer.
  case noLayers
  /// More parameters than fit.
  case tooManyParameters(Double)
  /// Weights from a file do not fit; one line a difference.
  case weightsDoNotFit([String])
  /// A file of weights is broken.
  case brokenWeights(String)

  /// The widest layer allowed.
  public static let widest = 1 << 24
  /// The most parameters allowed, 4 GiB of float32.
  public static let mostParameters = 1 << 30

  /// One sentence, without a full stop.
  public var message: String {
    switch self {
    case .unknown(let name): "there is no \(name.noun) called \"\(name.name)\""
    case .tooManyArguments(let layer, let given, let most):
      "\(layer) takes \(most == 0 ? "no argument" : "at most \(most)"), not \(given)"
    case .missingArgument(let layer, let argument): "\(layer) needs its \(argument)"
    case .argumentOutOfRange(let layer, let argument, let value, let allowed):
      "\(argument) of \(layer) must be \(allowed), not \(shortest(value))"
    case .widthOutOfRange(let width):
      "a layer has from 1 to \(NetworkError.widest) units, not \(width)"
    case .noLayers: "a network needs at least one layer: 100 -> 128 relu"
    case .tooManyParameters(let count):
      "the network would have \(shortest(count)) parameters; at most "
        + "\(NetworkError.mostParameters) are possible"
    case .weightsDoNotFit(let differences):
      "the weights are for another network: " + differences.joined(separator: "; ")
    case .brokenWeights(let reason): reason
    }
  }
}
