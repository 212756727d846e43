import Tensors

/// All memory that passes through one network with one batch size need, allocated once.
///
/// Each layer of the network's plan has an output and, for backward passes, the output's gradient,
/// both [features, batch]. Layers that work in place share those of the layer before.
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
  private let scratch: Tensor

  /// Memory for passes of `batch` samples.
  ///
  /// `input`, `output` and `inputGradient` may be given, to lie in another workspace's memory: a
  /// generator can write where a discriminator reads. So may `scratch`, which workspaces share that
  /// never work at the same time.
  public init(
    _ network: Network, batch: Int, backward: Bool = true, input: Tensor? = nil,
    output: Tensor? = nil, inputGradient: Tensor? = nil, scratch: Tensor? = nil, threads: Int
  ) {
    let layout = WorkspaceLayout(
      network, batch: batch, backward: backward, threads: threads,
      hasInputGradient: inputGradient != nil)
    self.network = network
    self.batch = batch
    let first = input ?? Tensor(layout.input)
    self.input = first
    self.inputGradient = inputGradient
    self.scratch = scratch ?? Tensor(rows: 1, columns: layout.scratch)
    var outputs: [Tensor] = []
    for (index, slot) in layout.outputs.enumerated() {
      switch slot {
      case .own(let shape):
        outputs.append(index == layout.lastOwner ? output ?? Tensor(shape) : Tensor(shape))
      case .shared: outputs.append(outputs.last ?? first)
      }
    }
    var gradients: [Tensor] = []
    for slot in layout.gradients {
      switch slot {
      case .own(let shape): gradients.append(Tensor(shape))
      case .shared:
        // The first layer's can only be shared with the input's, which is there.
        guard let shared = gradients.last ?? inputGradient else { continue }
        gradients.append(shared)
      }
    }
    self.outputs = outputs
    self.gradients = gradients
    memory = layout.memory.map { $0.map { Tensor($0) } }
  }

  /// What came out, [outputs, batch].
  public var output: Tensor { outputs[outputs.count - 1] }
  /// Where the gradient of what came out is put before `backward`, [outputs, batch].
  public var outputGradient: Tensor { gradients[gradients.count - 1] }

  /// Input to output. Dense layers form their sums in `precision`; left out, in training in floats and
  /// otherwise exactly.
  public func forward(
    _ parameters: Parameters, _ phase: Phase, precision: ProductPrecision? = nil,
    on workers: WorkerPool
  ) {
    var x = input
    for (index, planned) in network.plan.enumerated() {
      if planned.layer.placement != .sameAsInput {
        planned.layer.forward(
          x, into: outputs[index], pass(index, parameters, phase, workers, precision))
      }
      x = outputs[index]
    }
  }

  /// The gradient of the output to those of parameters and, if asked for, of the input. `gradients`
  /// says for each layer of the network where those of its parameters go.
  public func backward(
    _ parameters: Parameters, toInput: Bool = false, _ phase: Phase, on workers: WorkerPool,
    gradients target: (_ layer: Int) -> ParameterGradients = { _ in .none }
  ) {
    let last = toInput ? 0 : network.firstTrained
    for index in network.plan.indices.reversed() where index >= last {
      let planned = network.plan[index]
      if planned.layer.placement == .sameAsInput { continue }
      let dx = index > last ? gradients[index - 1] : toInput ? inputGradient : nil
      planned.layer.backward(
        gradients[index], x: index > 0 ? outputs[index - 1] : input, y: outputs[index], into: dx,
        gradients: target(planned.index), pass(index, parameters, phase, workers))
    }
  }

  /// Adds to the gradients of the parameters those of J · v, with J the gradient of the output by the
  /// input that the last `backward` with `toInput` took, and v held fixed: a gradient's gradient, exact
  /// where all layers are piecewise linear. v is in `tangents.input` and is changed.
  ///
  /// Each layer's tangent is v sent forward through the same weights and slopes, without biases; the
  /// gradient of its weights is the ordinary one with tangents in place of activations. Cost: one
  /// forward pass and one to the weights.
  public func addTangentGradients(
    _ parameters: Parameters, _ tangents: Workspace, _ phase: Phase, on workers: WorkerPool,
    gradients target: (_ layer: Int) -> ParameterGradients
  ) {
    var t = tangents.input
    for (index, planned) in network.plan.enumerated() {
      if planned.layer.placement == .sameAsInput {
        t = tangents.outputs[index]
        continue
      }
      let pass = pass(index, parameters, phase, workers)
      if !planned.layer.parameters.isEmpty {
        planned.layer.tangentGradient(
          gradients[index], tangent: t, gradients: target(planned.index), pass)
      }
      if index + 1 < network.plan.count {
        planned.layer.tangent(t, y: outputs[index], into: tangents.outputs[index], pass)
      }
      t = tangents.outputs[index]
    }
  }

  /// Moves running statistics towards those of the last forward, as one more forward would.
  public func updateRunningStatistics(_ parameters: Parameters, on workers: WorkerPool) {
    for (index, planned) in network.plan.enumerated() {
      planned.layer.updateRunningStatistics(pass(index, parameters, .inference, workers))
    }
  }

  private func pass(
    _ index: Int, _ parameters: Parameters, _ phase: Phase, _ workers: WorkerPool,
    _ precision: ProductPrecision? = nil
  ) -> LayerPass {
    let layer = network.plan[index].index
    return LayerPass(
      parameters: parameters.byLayer[layer], memory: memory[index], scratch: scratch, phase: phase,
      precision: precision ?? phase.precision, index: layer, workers: workers)
  }
}

/// What a workspace will take of memory, known before it is taken.
public struct WorkspaceLayout: Sendable {
  /// Memory of its own, or that of the layer before.
  enum Slot: Sendable, Equatable {
    case own(TensorShape)
    case shared

    var byteCount: Int { if case .own(let shape) = self { shape.byteCount } else { 0 } }
  }

  let input: TensorShape
  let outputs: [Slot]
  let gradients: [Slot]
  let memory: [[TensorShape]]
  /// The last layer with an output of its own.
  let lastOwner: Int
  /// Floats of scratch memory.
  public let scratch: Int

  /// The layout of a network's passes; without `backward` there are no gradients.
  public init(
    _ network: Network, batch: Int, backward: Bool = true, threads: Int,
    hasInputGradient: Bool = false
  ) {
    input = TensorShape(network.input.count, batch)
    var outputs: [Slot] = []
    var gradients: [Slot] = []
    var memory: [[TensorShape]] = []
    var scratch = 0
    // Whether the memory that the last output lies in is read again, or is somebody else's.
    var isNeeded = true
    for (index, layer) in network.plan.map(\.layer).enumerated() {
      let shape = TensorShape(layer.output.count, batch)
      switch layer.placement {
      case .sameAsInput: outputs.append(.shared)
      case .overInput where !isNeeded:
        outputs.append(.shared)
        isNeeded = backward && layer.needsOutput
      case .overInput, .own:
        outputs.append(.own(shape))
        isNeeded = backward && layer.needsOutput
      }
      let sharesGradient = layer.overwritesGradient && (index > 0 || hasInputGradient)
      if backward { gradients.append(sharesGradient ? .shared : .own(shape)) }
      memory.append(layer.memory(batch: batch, backward: backward))
      scratch = max(scratch, layer.scratch(batch: batch, threads: threads, backward: backward))
    }
    self.outputs = outputs
    self.gradients = gradients
    self.memory = memory
    self.scratch = scratch
    lastOwner = outputs.lastIndex { $0 != .shared } ?? 0
  }

  /// Bytes of a workspace that is given none of these memories by others.
  public func byteCount(
    ownsInput: Bool = true, ownsOutput: Bool = true, ownsScratch: Bool = true
  ) -> Int {
    (ownsInput ? input.byteCount : 0)
      + outputs.enumerated().reduce(0) {
        $0 + (ownsOutput || $1.offset != lastOwner ? $1.element.byteCount : 0)
      } + gradients.reduce(0) { $0 + $1.byteCount }
      + memory.joined().reduce(0) { $0 + $1.byteCount }
      + (ownsScratch ? TensorShape(1, scratch).byteCount : 0)
  }
}

extension Tensor {
  /// A tensor of zeros of that shape.
  convenience init(_ shape: TensorShape) { self.init(rows: shape.rows, columns: shape.columns) }
}
