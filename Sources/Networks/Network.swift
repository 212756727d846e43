import Tensors
import Vocabulary

/// A network: a chain of layers with its shapes checked; no numbers yet.
public struct Network: Sendable {
  /// A dense layer and the layers after it.
  public struct Stage: Sendable, Equatable {
    /// Outputs of the dense layer.
    public var units: Int
    /// The layers after it, by name, with their arguments.
    public var modifiers: [Modifier]

    /// A dense layer and the layers after it.
    public init(units: Int, modifiers: [Modifier] = []) {
      self.units = units
      self.modifiers = modifiers
    }
  }

  /// A layer that follows a dense one.
  public struct Modifier: Sendable, Equatable {
    /// Its name in the catalog.
    public var name: String
    /// Its arguments in brackets.
    public var arguments: [Double]

    /// A layer by name.
    public init(_ name: String, _ arguments: [Double] = []) {
      self.name = name
      self.arguments = arguments
    }
  }

  /// What the user calls it.
  public let name: String
  /// The layers, first to last; positions in files count from 0.
  public let layers: [any Layer]
  /// How weights begin.
  public let initializer: Initializer

  /// Builds a chain and checks its shapes. Throws for unknown layers, widths and arguments out of
  /// range, and sizes that cannot be.
  public init(
    name: String, inputs: Int, stages: [Stage], initializer: Initializer = .normal
  ) throws(NetworkError) {
    self.name = name
    self.initializer = initializer
    guard !stages.isEmpty else { throw .noLayers }
    var layers: [any Layer] = []
    var width = inputs
    var parameters = 0.0
    for size in [inputs] + stages.map(\.units)
    where !(1...NetworkError.widest).contains(size) {
      throw .widthOutOfRange(size)
    }
    for stage in stages {
      parameters += Double(width) * Double(stage.units)
      guard parameters <= Double(NetworkError.mostParameters) else {
        throw .tooManyParameters(parameters)
      }
      layers.append(Dense(inputs: width, outputs: stage.units))
      width = stage.units
      for modifier in stage.modifiers {
        let kind: LayerKind
        do { kind = try layerCatalog.find(modifier.name) } catch { throw .unknown(error) }
        layers.append(try kind.layer(inputs: width, arguments: modifier.arguments))
      }
    }
    self.layers = layers
  }

  /// Numbers that go in for one sample.
  public var inputs: Int { layers[0].inputs }
  /// Numbers that come out for one sample.
  public var outputs: Int { layers[layers.count - 1].outputs }

  /// Whether samples of a batch influence each other.
  public var usesBatchStatistics: Bool { layers.contains { $0 is BatchNorm } }
  /// The first layer that needs more than one sample, as the user knows it: "dense 256".
  public var firstBatchNorm: String? {
    guard let index = layers.firstIndex(where: { $0 is BatchNorm }) else { return nil }
    return layers[..<index].last { $0 is Dense }?.summary
  }
  /// Whether the last layer is a sigmoid, so that outputs are probabilities.
  public var endsInSigmoid: Bool { layers.last?.summary == "sigmoid" }

  /// How many numbers training changes.
  public var trainedParameterCount: Int { count { $0.isTrained } }
  /// How many numbers a file of weights holds, counters left out.
  public var storedParameterCount: Int { count { $0.role != .counter } }

  private func count(_ isCounted: (ParameterSpecification) -> Bool) -> Int {
    layers.flatMap(\.parameters).filter(isCounted).reduce(0) { $0 + $1.shape.reduce(1, *) }
  }

  /// Whether two networks have the same layers in the same order.
  public func hasSameLayers(as other: Network) -> Bool {
    inputs == other.inputs && layers.map(\.summary) == other.layers.map(\.summary)
  }

  /// As the user writes it: `100 -> 128 relu -> 784 tanh`.
  public var summary: String {
    var text = "\(inputs)"
    for layer in layers {
      text += layer is Dense ? " -> \(layer.outputs)" : " " + layer.summary
    }
    return text
  }
}
