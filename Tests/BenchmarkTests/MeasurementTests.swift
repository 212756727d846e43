import Benchmark
import Foundation
import Kernels
import Testing
import Vocabulary

/// `ganrepl bench`: what is counted and reported, not how fast it is.
@Suite struct MeasurementTests {
  @Test(arguments: [("sgd", false), ("momentum", true), ("adam", false)])
  func theOperationsCountedAreThoseDone(optimizer: String, isRGB: Bool) throws {
    let workload = try Workload.article(batch: 128, optimizer: optimizer, isRGB: isRGB)
    let measurement = try Measurement.take(workload, epochs: 2, on: WorkerPool(threads: 2))
    let done = measurement.products.reduce(0) { $0 + $1.shape.operations * $1.count } * 2
    #expect(abs(done / measurement.operations - 1) < 1e-12)
    #expect(measurement.secondsOutside > 0)
    #expect(measurement.secondsOutside < measurement.secondsPerStep)

    let json = try JSONSerialization.jsonObject(with: Data(measurement.json.utf8))
    let report = try #require(json as? [String: Any])
    #expect(report["optimizer"] as? String == optimizer)
    #expect(report["color"] as? String == (isRGB ? "rgb" : "gray"))
    #expect(report["batch"] as? Int == 128)
    #expect((report["epochs"] as? [Double])?.count == 2)
    #expect((report["products"] as? [Any])?.count == measurement.products.count)
    #expect(
      measurement.text.hasPrefix("article's training, batch 128, \(isRGB ? "RGB" : "gray"), "))
  }

  /// 83.9 million operations a sample: the sum over the article's layers.
  @Test func aSampleOfTheArticleTakesEightyFourMillionOperations() throws {
    let measurement = try Measurement.take(
      Workload.article(batch: 256), epochs: 2, on: WorkerPool(threads: 2))
    #expect(abs(measurement.operations / 256 - 83.9e6) < 0.1e6)
  }

  @Test func anUnknownOptimizerIsRefused() {
    #expect { try Workload.article(optimizer: "momentun") } throws: { error in
      (error as? UnknownName)?.suggestion == "momentum"
    }
  }
}
