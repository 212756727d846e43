import Networks
import Tensors
import Testing

@testable import Adversarial

/// The classifier that is a network, and its loss.
struct NetworkClassifierTests {
  /// Numbers of `Reference/softmax.py`.
  @Test func lossAndGradientArePyTorchs() {
    let samples: [[Float]] = [[0.5, -1.25, 2], [800, 0, -30], [0, 0, 0], [-3, 4, 4.5]]
    let gradient = [
      0.044205045526861074, 0.007681685081609108, -0.05188673060847018, 0.25, -0.25, 0,
      -0.16666666666666669, 0.08333333333333333, 0.08333333333333333, 8.603851108946072e-05,
      -0.15564731583748276, 0.1555612773263933,
    ]
    let logits = Tensor(rows: 3, columns: 4)
    for (column, sample) in samples.enumerated() {
      for (row, value) in sample.enumerated() { logits[row, column] = value }
    }
    let found = Tensor(rows: 3, columns: 4)
    let loss = SoftmaxCrossEntropy.loss(logits, kinds: [2, 1, 0, 1], gradient: found)
    #expect(abs(loss - 200.5764138673073) < 1e-10)
    for (index, expected) in gradient.enumerated() {
      #expect(abs(Double(found[index % 3, index / 3]) - expected) < 1e-7)
    }
  }

  /// Pictures whose left half is bright, whose right half is, and evenly gray ones, which are rare.
  private static func pictures(_ count: Int, seed: UInt64) -> (values: [Float], kinds: [Int]) {
    var stream = RandomStream(seed: seed, .drawing)
    var values: [Float] = []
    let kinds = (0..<count).map { $0 % 9 == 8 ? 2 : $0 % 2 }
    for kind in kinds {
      for pixel in 0..<256 {
        let isLeft = pixel % 16 < 8
        let light: Float = kind == 2 ? 0 : isLeft == (kind == 0) ? 0.5 : -0.5
        values.append(light + 2 * (stream.uniform() - 0.5))
      }
    }
    return (values, kinds)
  }

  private static func classifier(threads: Int = 1) throws -> NetworkClassifier {
    try NetworkClassifier(
      of: Shape(channels: 1, height: 16, width: 16), kinds: 3, seed: 3,
      workers: WorkerPool(threads: threads))
  }

  @Test func itLearnsToTellKinds() throws {
    let classifier = try Self.classifier()
    let (values, kinds) = Self.pictures(45, seed: 1)
    classifier.learn(values, kinds: kinds, steps: 60)
    let (others, truth) = Self.pictures(37, seed: 2)
    let told = classifier.kinds(of: others)
    #expect(told.count == 37)
    #expect(zip(told, truth).count { $0 == $1 } >= 35)
  }

  @Test func itLearnsTheSameOnEveryNumberOfThreads() throws {
    let (values, kinds) = Self.pictures(20, seed: 1)
    let shape = Shape(channels: 1, height: 16, width: 16)
    let weights = try [1, 2, 3].map { threads in
      let classifier = try Self.classifier(threads: threads)
      classifier.learn(
        values, kinds: kinds, steps: 4, augmentation: Augmentation([.shift], picture: shape))
      return classifier.parameters.entries.flatMap(\.tensor.values)
    }
    #expect(weights[0] == weights[1] && weights[0] == weights[2])
    let plain = try Self.classifier()
    plain.learn(values, kinds: kinds, steps: 4)
    #expect(plain.parameters.entries.flatMap(\.tensor.values) != weights[0])
  }
}
