import Datasets
import GANScript
import Measures
import Networks
import Vocabulary

/// Networks and a training that learn some hundred pictures, as lines that a user could have typed.
///
/// A convolutional generator and discriminator, small batches, Adam, a penalty on the gradient at real
/// pictures, pictures mirrored and shifted before the discriminator sees them, an average of the
/// generator, rates that fall to 0 in the second half. What each is worth is measured in
/// `notebooks/better.gan`.
public struct RecommendedTraining {
  /// Statements, in order.
  public let lines: [String]

  /// What to recommend for the last data set that was loaded. Throws `ScriptError` if there is none, or
  /// it is not made of pictures that the networks could double their way to.
  public init(_ session: Session) throws {
    guard let data = session.dataSet else {
      throw ScriptError(
        "there is no data to recommend a training for", help: "load \"my/photos\" first",
        code: .arguments)
    }
    let shape = data.plan.shape
    guard shape.isPicture else {
      throw ScriptError(
        "\(data.plan.name) has plain numbers, and the recommended networks learn pictures",
        help: "net generator: 100 -> 128 relu -> \(shape.count) tanh", code: .arguments)
    }
    guard data.plan.count != 1 else {
      throw ScriptError(
        "\(data.plan.name) has one picture, and the recommended networks learn from a hundred or more",
        help: "load a folder of pictures", code: .arguments)
    }
    let doublings = Self.doublings(of: shape)
    guard doublings > 0 else {
      let isArray = (try? DataForm.at(data.plan.name)).map { $0 != .pictures } ?? false
      throw ScriptError(
        "the recommended networks double a small picture until it is large enough, and "
          + "\(shape.height) x \(shape.width) is no such size",
        help: isArray
          ? "an array comes as it is; by hand: net generator: 100 -> 128 relu -> \(shape.count) tanh"
          : "load the pictures with size=64", code: .arguments)
    }
    lines = [
      "net generator: " + Self.generator(shape, doublings, data.data?.scaling, data.data),
      "net discriminator: " + Self.discriminator(shape, doublings),
      "run = train epochs=\(Self.epochs(samples: data.plan.count)) "
        + "batch=\(min(Self.batch, max(data.plan.count, 1))) lr=0.001 optimizer=adam "
        + "beta1=0 beta2=0.99 loss=bce_logits r1=0.1 penalty_every=4 "
        + "augment=[flip, shift] ema=0.998 schedule=linear decay=0.5 snapshots=50"
        + (data.plan.count < Reference.fewestSamples || data.data?.areAllEqual == true
          ? "" : " measures=50"),
    ]
  }

  /// The line of the training.
  var training: String { lines.last ?? "" }

  /// Whether a network has the layers of the recommended discriminator.
  func isFor(_ discriminator: Network) -> Bool {
    // The summary has the slope that the lines leave to the default.
    let layers = discriminator.summary.replacing("leakyrelu(0.2)", with: "leakyrelu")
    return lines.contains("net discriminator: \(layers) init=he")
  }

  /// Whether a training has what the recommended one has: networks of pictures, a penalty on the gradient,
  /// changed pictures, an average of the generator.
  static func isAlike(_ plan: RunObject.Plan) -> Bool {
    let (recipe, networks) = (plan.recipe, plan.networks)
    return networks.generator.output.isPicture && networks.discriminator.sample.isPicture
      && !recipe.penalties.isEmpty && recipe.augmentation != nil && recipe.averageKeep > 0
  }

  /// Samples in a step.
  static let batch = 8
  /// Steps in all: 1400 epochs of 256 pictures.
  static let steps = 44_800

  /// As many epochs as make that many steps.
  static func epochs(samples: Int) -> Int {
    max(1, steps / max(1, samples / batch))
  }

  /// How often a picture of 4 to 7 pixels a side is doubled; 0 if that does not lead to the shape.
  static func doublings(of shape: Shape) -> Int {
    var (height, width, count) = (shape.height, shape.width, 0)
    while min(height, width) > 7, height % 2 == 0, width % 2 == 0 {
      (height, width, count) = (height / 2, width / 2, count + 1)
    }
    return (4...7).contains(min(height, width)) ? count : 0
  }

  /// Channels of the widest layer, at the smallest size.
  private static let widest = 128
  /// Channels of the narrowest.
  private static let narrowest = 16

  private static func channels(_ halvings: Int) -> Int { max(narrowest, widest >> halvings) }

  private static func generator(
    _ shape: Shape, _ doublings: Int, _ scaling: Scaling?, _ data: DataSet?
  ) -> String {
    let base = "\(widest)@\(shape.height >> doublings)x\(shape.width >> doublings)"
    var text = "100 -> \(base) batchnorm relu up -> "
    for layer in 1..<max(doublings, 1) {
      text += "conv(\(channels(layer))) batchnorm relu up -> "
    }
    return text + "conv(\(shape.channels))" + ending(scaling, data) + " init=he"
  }

  private static func discriminator(_ shape: Shape, _ doublings: Int) -> String {
    let layers = (0..<doublings).map {
      "conv(\(channels(doublings - 1 - $0)), 4, stride=2) leakyrelu"
    }
    return ([shape.summary] + layers + ["1 init=he"]).joined(separator: " -> ")
  }

  /// What keeps the generator's numbers where the data's are.
  private static func ending(_ scaling: Scaling?, _ data: DataSet?) -> String {
    var (low, high): (Float, Float) = (-1, 1)
    switch scaling {
    case .range(let from, let to): (low, high) = (from, to)
    case .standardized: return ""
    case .some(.none):
      (low, high) = (data?.values.min() ?? -1, data?.values.max() ?? 1)
    case nil: break
    }
    if low >= 0, high <= 1 { return " sigmoid" }
    return low >= -1 && high <= 1 ? " tanh" : ""
  }
}
