import Tensors

extension Parameters {
  /// Lets the weights of a network's `components` layer begin as the principal components of samples
  /// [count, features], in the order of the network's output.
  ///
  /// The layer's bias becomes the mean, column k of its weight the k-th component times its standard
  /// deviation, of the samples sent back through the layers after it. At most 1024 samples are looked
  /// at, evenly spread; columns without a component become 0.
  ///
  /// Cost: some 9 n³ operations for n samples.
  public func setComponents(of samples: [Float], in network: Network, on workers: WorkerPool) {
    guard let index = network.componentsLayer else { return }
    let after = network.layers[(index + 1)...]
    let features = network.layers[index].output.count
    let count = samples.count / features
    let looked = min(count, Parameters.mostSamples)
    var inputs: [Float] = []
    inputs.reserveCapacity(looked * features)
    for number in 0..<looked {
      let start = number * count / looked * features
      for value in samples[start..<start + features] {
        inputs.append(Float(after.reversed().reduce(Double(value)) { $1.preimage($0) }))
      }
    }
    let (weight, bias) = (byLayer[index][0], byLayer[index][1])
    let components = PrincipalComponents(
      inputs, features: features, dimensions: weight.columns, on: workers)
    bias.values = components.mean
    weight.fill(0)
    for (column, deviation) in components.standardDeviations.enumerated() {
      let factor = Float(deviation / components.scale)
      for row in 0..<features { weight[row, column] = components.directions[column, row] * factor }
    }
  }

  private static let mostSamples = 1024
}
