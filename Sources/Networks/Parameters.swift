import Tensors

/// The numbers of a network: one tensor a parameter, layer by layer.
public struct Parameters: Sendable {
  /// A parameter with its name.
  public struct NamedTensor: Sendable {
    /// The name in files: `3.running_mean`.
    public var name: String
    /// What it is.
    public var specification: ParameterSpecification
    /// Its numbers.
    public var tensor: Tensor
  }

  /// All parameters in order.
  public let entries: [NamedTensor]
  /// Tensors by layer, as layers want them.
  public let byLayer: [[Tensor]]

  /// Zeroed memory for a network's parameters.
  public init(for network: Network) {
    var entries: [NamedTensor] = []
    var byLayer: [[Tensor]] = []
    for (position, layer) in network.layers.enumerated() {
      let layerEntries = layer.parameters.map { specification in
        NamedTensor(
          name: "\(position).\(specification.name)", specification: specification,
          tensor: Tensor(
            rows: specification.tensorShape.rows, columns: specification.tensorShape.columns))
      }
      entries += layerEntries
      byLayer.append(layerEntries.map(\.tensor))
    }
    self.entries = entries
    self.byLayer = byLayer
  }

  /// Initial weights of a network, drawn from a seed. `number` tells a training's networks apart,
  /// so that equal networks begin differently.
  public init(for network: Network, seed: UInt64, number: Int, on workers: WorkerPool) {
    self.init(for: network)
    for (index, entry) in entries.enumerated() {
      network.initializer.fill(
        entry.tensor, entry.specification.role, seed: seed, network: number, parameter: index,
        on: workers)
    }
  }

  /// Bytes of the parameters of a network.
  public static func byteCount(_ network: Network) -> Int {
    network.layers.flatMap(\.parameters).reduce(0) { $0 + $1.tensorShape.byteCount }
  }

  /// Bytes of those parameters of a network that training moves.
  public static func trainedByteCount(_ network: Network) -> Int {
    network.layers.flatMap(\.parameters).filter(\.isTrained).reduce(0) {
      $0 + $1.tensorShape.byteCount
    }
  }

  /// The parameters that an optimizer moves.
  public var trained: [Tensor] { entries.filter(\.specification.isTrained).map(\.tensor) }

  /// Copies another network's numbers of the same shapes.
  public func copy(from other: Parameters) {
    for (mine, theirs) in zip(entries, other.entries) { mine.tensor.copy(from: theirs.tensor) }
  }

  /// The first parameter that holds a number that is not finite.
  ///
  /// Cost: all numbers are read once, on all threads; some 2 ms for the article's two networks.
  public func firstNonFinite(on workers: WorkerPool) -> String? {
    entries.first { entry in
      // Sums in float64: one that is finite in float32 has nothing but finite numbers in it.
      let sums = Tensor(rows: 1, columns: entry.tensor.rows)
      addRowSums(entry.tensor, scale: 1, to: sums, on: workers)
      return !sums.values.allSatisfy(\.isFinite)
        && entry.tensor.values.contains { !$0.isFinite }
    }?.name
  }
}
