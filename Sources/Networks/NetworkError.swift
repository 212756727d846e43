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
  case argumentOutOfRange(layer: String, argument: String, value: String, allowed: String)
  /// A shape with no numbers, or more than `NetworkError.widest`; of the input without a layer.
  case sizeOutOfRange(layer: String?, Shape)
  /// A network without a layer.
  case noLayers
  /// A chain that begins with a layer that is written after another one.
  case modifierFirst(layer: String)
  /// A modifier of a dense layer after something else.
  case needsDense(modifier: String, outputs: Int)
  /// A layer of pictures after a plain number.
  case needsPicture(layer: String, Shape)
  /// A kernel larger than the picture with its margin of zeros.
  case kernelTooLarge(layer: String, kernel: Int, Shape, pad: Int)
  /// A size that only running the script will tell.
  case sizeUnknown
  /// A layer whose output would have no pixels.
  case noPixels(layer: String, Shape)
  /// Channels that cannot be shared out among pixels.
  case channelsDoNotDivide(layer: String, by: Int, Shape)
  /// More parameters than fit.
  case tooManyParameters(Double)
  /// Weights from a file do not fit; one line a difference.
  case weightsDoNotFit([String])
  /// A layer that has no form in ONNX.
  case notInONNX(layer: String)
  /// A file of weights is broken.
  case brokenWeights(String)
  /// A file of weights in a form that is not read.
  case foreignWeights(String)
  /// A file of weights that is whole, with numbers that no network can have.
  case impossibleWeights([ImpossibleNumbers])

  /// Numbers of one tensor that no network can have.
  public struct ImpossibleNumbers: Sendable, Equatable {
    /// What is wrong with them.
    public enum Fault: Sendable, Equatable {
      /// NaN, or infinite.
      case notFinite
      /// Finite in float64, and infinite in float32.
      case beyondFloat32
      /// A variance below 0.
      case belowZero
    }

    /// The tensor's name.
    public var tensor: String
    /// What is wrong.
    public var fault: Fault
    /// How many of the tensor's numbers are so.
    public var count: Int
    /// How many numbers the tensor has.
    public var total: Int

    /// Such numbers of a tensor.
    public init(tensor: String, fault: Fault, count: Int, total: Int) {
      self.tensor = tensor
      self.fault = fault
      self.count = count
      self.total = total
    }

    /// "0.weight 2 of 9 not finite".
    var words: String {
      let fault =
        switch fault {
        case .notFinite: "not finite"
        case .beyondFloat32: "beyond float32"
        case .belowZero: "below 0, and a variance is not"
        }
      return "\(tensor) \(count) of \(total) \(fault)"
    }
  }

  /// The widest layer allowed.
  public static let widest = 1 << 24
  /// The most parameters allowed, 4 GiB of float32.
  public static let mostParameters = 1 << 30

  /// The largest kernel, stride and margin of a convolution.
  public static let largestKernel = 63

  /// One sentence, without a full stop.
  public var message: String {
    switch self {
    case .unknown(let name): "there is no \(name.noun) called \"\(name.name)\""
    case .tooManyArguments(let layer, let given, let most):
      "\(layer) takes \(most == 0 ? "no argument" : "at most \(most)"), not \(given)"
    case .missingArgument(let layer, let argument): "\(layer) needs its \(argument)"
    case .argumentOutOfRange(let layer, let argument, let value, let allowed):
      "\(argument) of \(layer) must be \(allowed), not \(value)"
    case .sizeOutOfRange(let layer, let shape):
      (layer.map { "the output of \($0)" } ?? "the input of a network")
        + " has from 1 to \(NetworkError.widest) numbers, not \(shape.summary)"
    case .noLayers: "a network needs at least one layer: 100 -> 128 relu"
    case .modifierFirst(let layer): "\(layer) comes after a layer, not after an arrow"
    case .needsDense(let modifier, _): "\(modifier) comes directly after a dense layer"
    case .needsPicture(let layer, let shape):
      "\(layer) works on channels of pixels, but \(shape.summary) plain numbers come in"
    case .kernelTooLarge(let layer, let kernel, let shape, let pad):
      "\(layer) has a kernel of \(kernel) x \(kernel), but \(shape.summary) comes in"
        + (pad > 0 ? ", with a margin of \(pad)" : "")
    case .sizeUnknown: "the sizes of a network must be known before the run"
    case .noPixels(let layer, let shape):
      "nothing would come out of \(layer): \(shape.summary) comes in"
    case .channelsDoNotDivide(let layer, let divisor, let shape):
      "\(layer) needs a multiple of \(divisor) channels, but \(shape.summary) comes in"
    case .tooManyParameters(let count):
      "the network would have \(shortest(count)) parameters; at most "
        + "\(NetworkError.mostParameters) are possible"
    case .weightsDoNotFit(let differences):
      "the weights are for another network: " + differences.joined(separator: "; ")
    case .notInONNX(let layer): "\(layer) has no form in ONNX"
    case .brokenWeights(let reason), .foreignWeights(let reason): reason
    case .impossibleWeights(let numbers):
      "weights that no network can have: " + numbers.prefix(10).map(\.words).joined(separator: "; ")
        + (numbers.count > 10 ? "; and \(numbers.count - 10) more tensors" : "")
    }
  }

  /// What to do about it.
  public var help: String? {
    switch self {
    case .modifierFirst(let layer): "write -> 128 \(layer)"
    case .needsDense(let modifier, let outputs): "write -> \(outputs) \(modifier) tanh"
    case .needsPicture: "give the layer before it a shape: -> 128@4x4"
    case .kernelTooLarge: "use a smaller kernel or a larger pad"
    case .notInONNX: "a safetensors file holds the weights of any network"
    case .impossibleWeights(let numbers):
      numbers.contains { $0.fault == .notFinite }
        ? "the training that made them diverged: take weights that were saved before, or train again "
          + "with a smaller learning rate"
        : "look at what wrote the file; torch.isfinite(t).all() tells which tensors are whole"
    case .noPixels: "use a smaller pad or stride, begin with a larger picture, or leave it out"
    default: nil
    }
  }
}
