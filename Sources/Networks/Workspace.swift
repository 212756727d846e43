import Tensors

/// All memory that passes through one network with one batch size need, allocated once.
///
/// `outputs[i]` and `gradients[i]` are what comes out of layer i and its gradient,
/// [features, batch]; where a layer works in place they are its input's.
public final class Workspace: Sendable {
  /// The network it is laid out for.
  public let network: Network
  /// Samples in a pass.
  public let batch: Int
  /// What goes in, [inputs, batch].
  public let input: Tensor
  /// Where the gradient of what went in goes, [inputs, batch], if it is ever wanted.
  public let inputGradient: Tensor?
  private let outputs: [Tensor]
  private let gradients: [Tensor]
  private let memory: [[Tensor]]

  /// Memory for passes of `batch` samples.
  ///
  /// `input`, `output` and `inputGradient` may be given, to lie in another workspace's memory: a
  /// generator can write where a discriminator reads.
  public init(
    _ network: Network, batch: Int, input: Tensor? = nil, output: Tensor? = nil,
    inputGradient: Tensor? = nil
  ) {
    self.network = network
    self.batch = batch
    self.input = input ?? Tensor(rows: network.inputs, columns: batch)
    self.inputGradient = inputGradient
    let inPlace = Workspace.layersInPlace(network.layers)
    let lastOwner = inPlace.lastIndex(of: false) ?? 0
    var outputs: [Tensor] = []
    var gradients: [Tensor] = []
    for (index, layer) in network.layers.enumerated() {
      if inPlace[index] {
        outputs.append(outputs[index - 1])
      } else if index == lastOwner, let output {
        outputs.append(output)
      } else {
        outputs.append(Tensor(rows: layer.outputs, columns: batch))
      }
      gradients.append(
        layer is Dense ? Tensor(rows: layer.outputs, columns: batch) : gradients[index - 1])
    }
    self.outputs = outputs
    self.gradients = gradients
    memory = network.layers.map { layer in
      layer.memory(batch: batch).map { Tensor(rows: $0.rows, columns: $0.columns) }
    }
  }

  /// What came out, [outputs, batch].
  public var output: Tensor { outputs[outputs.count - 1] }
  /// Where the gradient of what came out is put before `backward`, [outputs, batch].
  public var outputGradient: Tensor { gradients[gradients.count - 1] }

  /// Input to output.
  public func forward(_ parameters: Parameters, _ phase: Phase, on workers: WorkerPool) {
    var x = input
    for (index, layer) in network.layers.enumerated() {
      layer.forward(x, into: outputs[index], pass(index, parameters, phase, workers))
      x = outputs[index]
    }
  }

  /// The gradient of the output to those of parameters and, if asked for, of the input. `sinks` has
  /// one entry a layer, or none if no parameter gradients are wanted.
  public func backward(
    _ parameters: Parameters, sinks: [GradientSinks], toInput: Bool = false, _ phase: Phase,
    on workers: WorkerPool
  ) {
    for index in network.layers.indices.reversed() {
      network.layers[index].backward(
        gradients[index], x: index > 0 ? outputs[index - 1] : input, y: outputs[index],
        into: index > 0 ? gradients[index - 1] : toInput ? inputGradient : nil,
        sinks: sinks.isEmpty ? .none : sinks[index], pass(index, parameters, phase, workers))
    }
  }

  /// Moves running statistics towards those of the last forward, as one more forward would.
  public func updateRunningStatistics(_ parameters: Parameters, on workers: WorkerPool) {
    for (index, layer) in network.layers.enumerated() {
      layer.updateRunningStatistics(pass(index, parameters, .inference, workers))
    }
  }

  /// How many bytes a workspace takes that is given no memory of others.
  public static func byteCount(_ network: Network, batch: Int) -> Int {
    let inPlace = layersInPlace(network.layers)
    var bytes = Tensor.byteCount(rows: network.inputs, columns: batch)
    for (index, layer) in network.layers.enumerated() {
      let one = Tensor.byteCount(rows: layer.outputs, columns: batch)
      bytes += (inPlace[index] ? 0 : one) + (layer is Dense ? one : 0)
      for shape in layer.memory(batch: batch) {
        bytes += Tensor.byteCount(rows: shape.rows, columns: shape.columns)
      }
    }
    return bytes
  }

  /// A layer overwrites its input only if the layer before does not need its own output.
  private static func layersInPlace(_ layers: [any Layer]) -> [Bool] {
    layers.indices.map { index in
      index > 0 && layers[index].worksInPlace && !layers[index - 1].worksInPlace
    }
  }

  private func pass(
    _ index: Int, _ parameters: Parameters, _ phase: Phase, _ workers: WorkerPool
  ) -> LayerPass {
    LayerPass(
      parameters: parameters.byLayer[index], memory: memory[index], phase: phase,
      position: index, workers: workers)
  }
}
