import Networks
import Tensors

/// A small convolutional network that learns to tell the kinds of pictures apart, with the engine that
/// trains generators.
///
/// Convolutions of 4 × 4 with stride 2 to 16, 32 and 64 channels, as many as leave 4 pixels of a side,
/// then a dense layer; Adam, a learning rate that falls to 0 in a straight line, softmax cross entropy.
/// Minibatches have as many of each kind, so that every kind weighs the same.
public final class NetworkClassifier {
  /// Samples in a step.
  public static let batch = 16
  /// The learning rate of the first step.
  public static let learningRate = 0.002

  /// Its layers.
  public let network: Network
  /// Its weights.
  public let parameters: Parameters
  private let workers: WorkerPool
  private let updater: Updater
  private let workspace: Workspace
  private let seed: UInt64

  /// A classifier that has learned nothing yet; weights come from the seed. Throws if the samples are no
  /// pictures.
  public init(
    of picture: Shape, kinds: Int, seed: UInt64, workers: WorkerPool
  ) throws(NetworkError) {
    var elements: [Network.Element] = []
    var side = min(picture.height, picture.width)
    while side >= 128 {
      elements.append(.init("avgpool", 2))
      side /= 2
    }
    for channels in [16, 32, 64] where side >= 8 || channels == 16 {
      elements += [.init("conv", .number(Double(channels)), 4, 2), "leakyrelu"]
      side /= 2
    }
    network = try Network(
      name: "classifier", input: picture, elements: elements + [.dense(kinds)],
      initializer: Initializer(named: "he"))
    self.workers = workers
    self.seed = seed
    // Networks of a training are 0 and 1.
    parameters = Parameters(for: network, seed: seed, number: 2, on: workers)
    let adam: any Optimizer
    do { adam = try optimizerCatalog.find("adam").optimizer() } catch { throw .unknown(error) }
    updater = Updater(
      adam, network: network, parameters: parameters,
      destination: GradientDestination(adam, passes: 1))
    workspace = Workspace(network, batch: Self.batch, threads: workers.threads)
  }

  /// Learns from samples, [count, features] row by row, pictures (H, W, C), with their kinds.
  ///
  /// - Parameters:
  ///   - steps: How many minibatches.
  ///   - augmentation: Changes of each picture, drawn anew in each step.
  ///   - isStopped: Asked before each step; it has learned too little if that says yes.
  /// - Returns: The mean loss of the last tenth of the steps.
  @discardableResult
  public func learn(
    _ samples: [Float], kinds: [Int], steps: Int, augmentation: Augmentation? = nil,
    isStopped: () -> Bool = { false }
  ) -> Double {
    let data = TrainingData(values: samples, shape: network.input, kinds: kinds)
      .ordered(for: network.input)
    let transforms = PictureTransforms(batch: Self.batch)
    let plain = Tensor(rows: network.input.count, columns: Self.batch)
    let layout = PixelLayout(
      height: network.input.height, width: network.input.width, channels: network.input.channels,
      isChannelsFirst: true)
    var order: [Int] = []
    var round = 0
    var losses: [Double] = []
    for step in 0..<steps {
      if isStopped() { break }
      while order.count < Self.batch {
        var stream = RandomStream(seed: seed, .shuffle, index: round, subindex: 1)
        order += balancedOrder(kinds) { stream.permutation($0) }
        round += 1
      }
      let chosen = Array(order.prefix(Self.batch))
      order.removeFirst(Self.batch)
      gatherColumns(
        chosen, of: data.values, into: augmentation == nil ? workspace.input : plain, on: workers)
      if let augmentation {
        var stream = RandomStream(seed: seed, .augmentation, index: 1, subindex: step)
        for column in 0..<Self.batch { transforms[column] = augmentation.draw(&stream) }
        transforms.apply(plain, into: workspace.input, layout, on: workers)
      }
      losses.append(move(kinds: chosen.map { kinds[$0] }, share: Double(step) / Double(steps)))
    }
    let last = losses.suffix(max(1, steps / 10))
    return last.reduce(0, +) / Double(max(last.count, 1))
  }

  /// One step of descent; the share says how far learning is.
  private func move(kinds: [Int], share: Double) -> Double {
    let phase = Phase.inference
    workspace.forward(parameters, phase, on: workers)
    let loss = SoftmaxCrossEntropy.loss(
      workspace.output, kinds: kinds, gradient: workspace.outputGradient)
    updater.beginStep(learningRate: Self.learningRate * (1 - share))
    workspace.backward(parameters, phase, on: workers) { updater.gradients(ofLayer: $0) }
    updater.finishStep(on: workers)
    return loss
  }

  /// What it has learned so far.
  public var learned: LearnedClassifier {
    LearnedClassifier(network: network, parameters: parameters)
  }

  /// The kind of each sample: that with the largest logit.
  public func kinds(of samples: [Float]) -> [Int] { learned.kinds(of: samples, on: workers) }
}

/// A network that tells kinds, and no longer learns.
public struct LearnedClassifier: Sendable {
  let network: Network
  let parameters: Parameters

  /// The kind of each sample: that with the largest logit.
  public func kinds(of samples: [Float], on workers: WorkerPool) -> [Int] {
    let batch = NetworkClassifier.batch
    let workspace = Workspace(network, batch: batch, threads: workers.threads)
    let ordered = channelsFirst(samples, network.input)
    let count = samples.count / network.input.count
    return stride(from: 0, to: count, by: batch).flatMap { start in
      let size = min(batch, count - start)
      // The last ones are seen again where they do not fill a minibatch.
      let chosen = (0..<batch).map { min(start + $0, count - 1) }
      gatherColumns(chosen, of: ordered, into: workspace.input, on: workers)
      workspace.forward(parameters, .inference, on: workers)
      let logits = workspace.output
      return (0..<size).map { column in
        (0..<logits.rows).max { logits[$0, column] < logits[$1, column] } ?? 0
      }
    }
  }
}
