import Tensors
import Vocabulary

/// A network: a chain of layers with its shapes checked; no numbers yet.
public struct Network: Sendable {
  /// A layer as it was asked for: a row of the catalog with its arguments.
  public struct Element: Sendable, Equatable {
    /// Its name in the catalog.
    public var name: String
    /// Its arguments in the order of the catalog's parameters; `nil`, or none at all, for defaults.
    public var arguments: [LayerArgument?]

    /// A layer by name.
    public init(_ name: String, _ arguments: LayerArgument?...) {
      self.init(name, arguments)
    }

    /// A layer by name.
    public init(_ name: String, _ arguments: [LayerArgument?]) {
      self.name = name
      self.arguments = arguments
    }

    /// A dense layer with so many outputs.
    public static func dense(_ units: Int) -> Element { Element("dense", .shape(Shape(units))) }
    /// A dense layer whose outputs are a picture.
    public static func dense(_ shape: Shape) -> Element { Element("dense", .shape(shape)) }
  }

  /// A layer of the plan: one of the chain, or one that does the work of two.
  struct PlannedLayer: Sendable {
    var layer: any Layer
    /// Its index in the chain, by which its parameters are found.
    var index: Int
  }

  /// What the user calls it.
  public let name: String
  /// The shape of what goes in, kinds included.
  public let input: Shape
  /// How many kinds are told beside each sample that goes in; 0 for none.
  public let kinds: Int
  /// The layers, first to last; positions in files count from 0.
  public let layers: [any Layer]
  /// How weights begin.
  public let initializer: Initializer
  /// Whether layers see weights divided by their largest singular values.
  public let hasSpectralNorm: Bool
  /// As the user writes it: `100 -> 128 relu -> 784 tanh`.
  public let summary: String
  /// What a pass does, layer by layer.
  let plan: [PlannedLayer]
  /// Where the plan has its first layer that is trained.
  let firstTrained: Int

  /// Builds a chain and checks its shapes. Throws for unknown layers, shapes that do not fit,
  /// arguments out of range, and sizes that cannot be.
  ///
  /// - Parameter kinds: How many kinds are told beside each sample; 0 for none.
  public init(
    name: String, input: Shape, kinds: Int = 0, elements: [Element],
    initializer: Initializer = .normal, hasSpectralNorm: Bool = false
  ) throws(NetworkError) {
    var builder = try NetworkBuilder(input: input, kinds: kinds)
    for element in elements { try builder.append(element) }
    try self.init(
      name: name, builder, initializer: initializer, hasSpectralNorm: hasSpectralNorm)
  }

  /// A network of what a builder has gathered. Throws if that is no layer.
  public init(
    name: String, _ builder: NetworkBuilder, initializer: Initializer = .normal,
    hasSpectralNorm: Bool = false
  ) throws(NetworkError) {
    guard !builder.layers.isEmpty else { throw .noLayers }
    self.name = name
    self.initializer = initializer
    self.hasSpectralNorm = hasSpectralNorm
    input = builder.input
    kinds = builder.kinds
    layers = builder.layers
    summary = builder.summary
    plan = Network.plan(builder.layers)
    firstTrained =
      plan.firstIndex { $0.layer.parameters.contains(where: \.isTrained) } ?? plan.count - 1
  }

  /// The first layers of another network.
  private init(_ other: Network, layers count: Int) {
    name = other.name
    input = other.input
    kinds = other.kinds
    layers = Array(other.layers.prefix(count))
    initializer = other.initializer
    hasSpectralNorm = other.hasSpectralNorm
    summary = other.summary
    plan = Network.plan(layers)
    firstTrained = other.firstTrained
  }

  /// Pairs of layers that one layer does faster become one; which depends on the chain alone.
  private static func plan(_ layers: [any Layer]) -> [PlannedLayer] {
    var plan: [PlannedLayer] = []
    var index = 0
    while index < layers.count {
      if index + 1 < layers.count, let fused = layers[index].fused(with: layers[index + 1]) {
        let owner = layers[index].parameters.isEmpty ? index + 1 : index
        plan.append(PlannedLayer(layer: fused, index: owner))
        index += 2
      } else {
        plan.append(PlannedLayer(layer: layers[index], index: index))
        index += 1
      }
    }
    return plan
  }

  /// The shape of what comes out.
  public var output: Shape { layers[layers.count - 1].output }

  /// Whether samples of a batch influence each other in training.
  public var usesBatchStatistics: Bool { layers.contains(where: \.usesBatchStatistics) }
  /// The first layer that needs more than one sample in a batch, as the user knows it.
  public var firstBatchLayer: String? {
    guard let index = layers.firstIndex(where: { $0.smallestBatch > 1 }) else { return nil }
    let before = layers[..<index].last { !$0.parameters.isEmpty }
    return layers[index].summary + (before.map { " after \($0.title)" } ?? "")
  }
  /// The first layer that is not piecewise linear, as the user knows it; `nil` if all are.
  public var firstSmoothLayer: String? { layers.first { !$0.isPiecewiseLinear }?.summary }

  /// The network without a last sigmoid: what gives logits where it gives probabilities.
  public var withoutSigmoid: Network {
    outputRange == 0...1 && layers.count > 1 ? Network(self, layers: layers.count - 1) : self
  }

  /// Between which numbers the outputs lie.
  public var outputRange: ClosedRange<Double> { layers[layers.count - 1].outputRange }

  /// Which layer's weights begin as principal components of the data, if any.
  public var componentsLayer: Int? { layers.firstIndex(where: \.beginsAsComponents) }

  /// How many numbers training changes.
  public var trainedParameterCount: Int { count(\.isTrained) }
  /// How many numbers a file of weights holds, counters left out.
  public var storedParameterCount: Int { count { $0.role != .counter } }

  private func count(_ isCounted: (ParameterSpecification) -> Bool) -> Int {
    layers.flatMap(\.parameters).filter(isCounted).reduce(0) { $0 + $1.count }
  }

  /// Multiplications of all products for one sample: forward, and backward to the weights, to the
  /// input, or to both.
  public func products(toWeights: Bool, toInput: Bool) -> ProductCount {
    var total = ProductCount()
    for (index, planned) in plan.enumerated() {
      let products = planned.layer.products
      total.forward += products.forward
      if toWeights { total.weightGradient += products.weightGradient }
      if toInput || (toWeights && index > firstTrained) {
        total.inputGradient += products.inputGradient
      }
    }
    return total
  }

  /// Whether two networks have the same layers in the same order.
  public func hasSameLayers(as other: Network) -> Bool {
    summary == other.summary && kinds == other.kinds
  }
}

/// A chain of layers as it grows, each checked against the shape that comes out of the last.
public struct NetworkBuilder: Sendable {
  /// The shape of what goes in, kinds included.
  public let input: Shape
  /// How many kinds are told beside each sample that goes in; 0 for none.
  public let kinds: Int
  /// The layers so far.
  public private(set) var layers: [any Layer] = []
  /// The chain so far, as the user writes it.
  public private(set) var summary: String
  private var parameters = 0.0

  /// An empty chain for samples of a shape, each with its kind beside it if there are kinds. Throws
  /// if the input has no numbers, or too many.
  public init(input sample: Shape, kinds: Int = 0) throws(NetworkError) {
    try NetworkBuilder.check(sample, of: nil)
    input = sample.with(kinds: kinds)
    self.kinds = kinds
    summary = sample.summary + (kinds > 0 ? "+kinds" : "")
    try NetworkBuilder.check(input, of: nil)
  }

  /// The shape that comes out so far.
  public var output: Shape { layers.last?.output ?? input }

  /// Adds a row of the catalog. Throws if there is none of that name, or if it does not fit.
  public mutating func append(_ element: Network.Element) throws(NetworkError) {
    let kind: LayerKind
    do { kind = try layerCatalog.find(element.name) } catch { throw .unknown(error) }
    if layers.isEmpty, kind.position == .modifier { throw .modifierFirst(layer: element.name) }
    let added = try kind.layers(after: output, element.arguments)
    if let change = kind.change {
      // A dense layer that gives a shape is followed by a layer that is not written.
      guard let index = layers.lastIndex(where: { !$0.summary.isEmpty }),
        let changed = change(layers[index])
      else { throw .needsDense(modifier: element.name, outputs: output.count) }
      layers[index] = changed
      summary += " " + element.name
      return
    }
    for layer in added {
      try NetworkBuilder.check(layer.output, of: layer.summary)
      for parameter in layer.parameters {
        parameters += parameter.shape.reduce(1) { $0 * Double($1) }
      }
    }
    guard parameters <= Double(NetworkError.mostParameters) else {
      throw .tooManyParameters(parameters)
    }
    layers += added
    let text = added.map(\.summary).filter { !$0.isEmpty }.joined(separator: " ")
    summary += (kind.position == .modifier ? " " : " -> ") + text
  }

  private static func check(_ shape: Shape, of layer: String?) throws(NetworkError) {
    let sizes = [shape.channels, shape.height, shape.width]
    guard sizes.allSatisfy({ (1...NetworkError.widest).contains($0) }),
      sizes.reduce(1.0, { $0 * Double($1) }) <= Double(NetworkError.widest)
    else { throw .sizeOutOfRange(layer: layer, shape) }
  }
}

extension Network.Element: ExpressibleByStringLiteral {
  /// A layer by name, with its defaults.
  public init(stringLiteral value: String) { self.init(value) }
}
