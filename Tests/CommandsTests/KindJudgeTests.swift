import Datasets
import Networks
import Tensors
import Testing

@testable import Commands

/// What tells the kinds of a conditional run's pictures.
struct KindJudgeTests {
  /// Pictures of 16 × 16 in noise, bright at the top (`a`) or at the bottom (`b`), one in six of them `b`;
  /// or with kinds that have nothing to do with what is seen.
  private static func data(_ count: Int, kindsAreSeen: Bool = true, rare: String? = nil) -> DataSet
  {
    var stream = RandomStream(seed: 7, .drawing)
    var values: [Float] = []
    var kinds: [String] = []
    for index in 0..<count {
      let isRare = index % 6 == 0
      for pixel in 0..<256 {
        let light: Float = (pixel < 128) == isRare ? -0.4 : 0.4
        values.append((light + stream.uniform() - 0.5) * 0.9)
      }
      kinds.append(kindsAreSeen ? (isRare ? "b" : "a") : (index % 12 < 6 ? "a" : "b"))
    }
    if let rare { kinds[3] = rare }
    return DataSet(
      name: "halves", geometry: Geometry(height: 16, width: 16, channels: 1), featureCount: 256,
      values: values, kinds: kinds, scaling: .range(low: -1, high: 1))
  }

  private static func judge(_ data: DataSet, threads: Int = 1) throws -> KindJudge {
    try #require(
      try KindJudge(
        data, shape: Shape(channels: 1, height: 16, width: 16), on: WorkerPool(threads: threads),
        isStopped: { false }, progress: {}))
  }

  @Test func itTellsKindsAndKnowsHowOften() throws {
    let data = Self.data(48)
    let judge = try Self.judge(data)
    #expect(judge.accuracy > 0.95 && judge.recalls.allSatisfy { $0 > 0.85 }, "\(judge)")
    let told = judge.kinds(of: Array(data.values.prefix(256 * 7)), on: WorkerPool(threads: 1))
    #expect(told == [1, 0, 0, 0, 0, 0, 1])
  }

  /// A network knows the pictures that it has seen; how often it is right is asked about others.
  @Test func picturesOfWhichItLearnedAreNotAskedAbout() throws {
    let data = Self.data(48, kindsAreSeen: false)
    let judge = try Self.judge(data)
    #expect(judge.accuracy < 0.8, "\(judge.accuracy)")
  }

  /// Of a kind that only one picture has, and of very many pictures.
  @Test func rareKindsAndManyPicturesAreNoProblem() throws {
    let few = Self.data(17, kindsAreSeen: false, rare: "c")
    let judge = try Self.judge(few)
    #expect(judge.recalls.count == 3 && judge.recalls[2] == 0, "\(judge)")
    let many = try Self.judge(Self.data(KindJudge.mostSamples + 900))
    #expect(many.accuracy > 0.95)
  }

  @Test func itIsTheSameOnEveryNumberOfThreads() throws {
    let data = Self.data(32)
    let judges = try [1, 2].map { try Self.judge(data, threads: $0) }
    #expect(judges[0].recalls == judges[1].recalls && judges[0].accuracy == judges[1].accuracy)
  }

  /// Stopped before the last network, there is nothing.
  @Test(arguments: [0, 3, 8])
  func itIsStopped(networks: Int) throws {
    var learned = 0
    let judge = try KindJudge(
      Self.data(24), shape: Shape(channels: 1, height: 16, width: 16), on: WorkerPool(threads: 1),
      isStopped: { learned >= networks }, progress: { learned += 1 })
    #expect(judge == nil)
    #expect(learned <= networks + 1)
  }
}
