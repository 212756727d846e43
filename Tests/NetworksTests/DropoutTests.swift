import Networks
import Tensors
import Testing

/// Dropout keeps sums in their size; the gradient check would agree with any mask.
struct DropoutTests {
  private static let units = 200
  private static let batch = 50

  /// What becomes of ones.
  private func dropped(_ share: Double, _ phase: Phase) throws -> [Float] {
    let network = try Network(
      name: "n", input: 1,
      elements: [.dense(Self.units), .init("dropout", .number(share))])
    let weights = Parameters(for: network)
    weights.trained[1].values = [Float](repeating: 1, count: Self.units)
    let space = Workspace(network, batch: Self.batch, threads: 1)
    space.forward(weights, phase, on: WorkerPool(threads: 1))
    return space.output.values
  }

  private func training(step: Int, pass: Int = 0) -> Phase {
    .training(TrainingPass(seed: 1, step: step, pass: pass))
  }

  @Test(arguments: [0.1, 0.3, 0.5, 0.9])
  func theShareIsDroppedAndTheRestGrows(share: Double) throws {
    let values = try dropped(share, training(step: 0))
    let count = Double(values.count)
    let kept = values.filter { $0 != 0 }
    let expected = 1 / (1 - Float(share))
    #expect(kept.allSatisfy { $0 == expected })
    // Four standard deviations of a binomial share.
    let tolerance = 4 * (share * (1 - share) / count).squareRoot()
    #expect(abs(1 - Double(kept.count) / count - share) < tolerance)
    let mean = values.reduce(0.0) { $0 + Double($1) } / count
    #expect(abs(mean - 1) < tolerance / (1 - share))
  }

  @Test func everyStepAndPassDropsOthers() throws {
    let first = try dropped(0.5, training(step: 0))
    #expect(try dropped(0.5, training(step: 0)) == first)
    for phase in [training(step: 1), training(step: 0, pass: 1)] {
      let other = try dropped(0.5, phase)
      let same = zip(first, other).count { $0 == $1 }
      // Half of them by chance.
      #expect((4_700...5_300).contains(same))
    }
  }

  @Test func nothingIsDroppedOutsideOfTraining() throws {
    for phase in [Phase.inference, .sampling] {
      #expect(try dropped(0.5, phase).allSatisfy { $0 == 1 })
    }
  }

  @Test func aShareOfNoneChangesNothing() throws {
    #expect(try dropped(0, training(step: 0)).allSatisfy { $0 == 1 })
  }
}
