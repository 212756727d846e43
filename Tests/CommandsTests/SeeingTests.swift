import Datasets
import Files
import Foundation
import Measures
import Tensors
import Testing

/// Measures call better what an eye calls better: noise, blur, averages, sums of components and few
/// pictures are worse than crops, copies are told.
@Suite(.serialized) struct SeeingTests {
  private static let workers = WorkerPool(threads: 2)
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let shared = root.deletingLastPathComponent().appending(path: "shared").path()
  private static let photographs = shared + "/data/sunflowers"
  private static var hasPhotographs: Bool {
    FileManager.default.fileExists(atPath: photographs + "/photos")
  }

  /// What sets are made of: the drawn sunflowers or the photographs.
  enum Source: String, CaseIterable, CustomTestStringConvertible {
    case drawn = "drawn sunflowers"
    case photographs
    var testDescription: String { rawValue }
  }

  private static let sources: [Source] = hasPhotographs ? Source.allCases : [.drawn]

  /// The numbers of a .npy file, picture by picture.
  private static func pictures(_ bytes: [UInt8], side: Int, of type: Any.Type) -> [[Float]] {
    let start = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
    let body = bytes[start...]
    let values: [Float]
    if type == UInt8.self {
      values = body.map { Float($0) / 255 }
    } else {
      values = stride(from: start, to: bytes.count, by: 4).map { index in
        let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[index + $1]) << UInt32(8 * $1) }
        return Float(bitPattern: bits)
      }
    }
    let area = side * side
    return (0..<values.count / area).map { Array(values[$0 * area..<($0 + 1) * area]) }
  }

  private static func sets(_ source: Source, trained epochs: [Int] = []) throws -> SampleSets {
    let laboratory = try Laboratory()
    let name = source == .drawn ? "sunflowers" : "\"\(photographs)/photos\""
    var script = """
      big = load \(name) size=192 color=gray range=0..1
      save data "large.npy"
      flowers = load \(name) size=64 color=gray range=0..1
      save data "real.npy"

      """
    if !epochs.isEmpty {
      script += """
        flowers = load \(name) size=64 color=gray range=-1..1
        net generator: 100 -> 128 relu -> 256 batchnorm relu -> 512 batchnorm relu ->
          1024 batchnorm relu -> 4096 tanh
        net discriminator: 4096 -> 1024 leakyrelu(0.2) -> 256 leakyrelu(0.2) -> 1 sigmoid
        for e in [\(epochs.map(String.init).joined(separator: ", "))]
          r = train epochs=e lr=0.25 batch=128 seed=1 snapshots=500
          sample r "epoch-{e}.npy" count=256
        end

        """
    }
    let outcome = try laboratory.run(script, threads: 2)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let files = try laboratory.files
    let real = Self.pictures(try #require(files["real.npy"]), side: 64, of: Float.self)
    var sets = SampleSets(
      real: real, large: Self.pictures(try #require(files["large.npy"]), side: 192, of: Float.self),
      largeSide: 192, kinds: try kinds(source, count: real.count))
    sets.trained = try epochs.map { epoch in
      let samples = Self.pictures(
        try #require(files["epoch-\(epoch).npy"]), side: 64, of: Float.self)
      return (epoch, samples.map { $0.map { ($0 * 127.5 + 127.5).rounded() / 255 } })
    }
    return sets
  }

  private static func kinds(_ source: Source, count: Int) throws -> [String] {
    if source == .drawn { return (0..<count).map(DrawnSunflowers.kind) }
    let lines = String(decoding: try readFile(photographs + "/kinds.csv"), as: UTF8.self)
      .split(separator: "\n").dropFirst()
    return lines.sorted().map { String($0.split(separator: ",")[1]) }
  }

  private static func reference(
    _ pictures: [[Float]], seeing: Seeing = .scattering
  ) throws -> Reference {
    try #require(
      Reference(
        pictures.flatMap(\.self), features: SampleSets.area, shape: SampleSets.shape,
        seeing: seeing, on: workers))
  }

  private static func values(
    _ names: [String], _ pictures: [[Float]], _ reference: Reference
  ) throws -> [Double] {
    let comparison = reference.comparison(with: pictures.flatMap(\.self))
    return try names.map { try measureCatalog.find($0).value(comparison) }
  }

  private static let distances = ["kid", "frechet", "swd"]

  @Test(arguments: sources) func whatIsWorseIsFarther(source: Source) throws {
    let sets = try Self.sets(source)
    let reference = try Self.reference(sets.real)
    func distances(_ pictures: [[Float]]) throws -> [Double] {
      try Self.values(Self.distances, pictures, reference)
    }
    let crops = try distances(sets.crops(0.75, 0.95))
    func rises(_ name: String, _ steps: [[[Float]]]) throws {
      let rows = try steps.map(distances)
      for (measure, column) in Self.distances.indices.map({ m in (m, rows.map { $0[m] }) }) {
        #expect(
          zip(column, column.dropFirst()).allSatisfy { $0 < $1 },
          "\(name) by \(Self.distances[measure]): \(column)")
      }
    }
    try rises("noise", SampleSets.noises.map(sets.noisy))
    try rises("blur", SampleSets.blurs.map(sets.blurred))
    try rises("squares", [sets.real] + SampleSets.squares.map(sets.squares))
    try rises("fewer pictures", SampleSets.repeats.map(sets.repeated))
    try rises("fewer components", [sets.real, sets.projected(64), sets.projected(16)])
    for (name, pictures) in [
      ("blends", sets.blends(2)), ("16 components", sets.gaussian(16)),
      ("64 components", sets.gaussian(64)),
    ] {
      let worse = try distances(pictures)
      for (index, measure) in Self.distances.enumerated() {
        #expect(crops[index] < worse[index], "\(name) by \(measure)")
      }
    }
    try rises("blends", [sets.crops(0.75, 0.95), sets.blends(2), sets.gaussian(64)])
  }

  /// Copies are told from a half of the real pictures that was not shown.
  @Test(arguments: sources) func copiesAreTold(source: Source) throws {
    let sets = try Self.sets(source)
    let half = sets.real.count / 2
    var stream = RandomStream(seed: 12, .measures)
    let order = stream.permutation(sets.real.count)
    let shown = order.prefix(half).map { sets.real[$0] }
    let reference = try Self.reference(shown)
    func authenticity(_ pictures: [[Float]]) throws -> Double {
      try Self.values(["authenticity"], order.prefix(half).map { pictures[$0] }, reference)[0]
    }
    let held = try Self.values(
      ["authenticity"], order.suffix(half).map { sets.real[$0] }, reference)[0]
    #expect(held > 0.35, "held back: \(held)")
    #expect(try authenticity(sets.flips) < 0.02)
    #expect(try authenticity(sets.shifts(3)) < 0.1)
    #expect(try authenticity(sets.noisy(0.02)) < 0.1)
  }

  /// A near copy is also alike pixel by pixel: shifted, mirrored or with weak noise it stays one, and noise
  /// is none, although it may lie nearer to a real picture than others do.
  @Test(arguments: sources) func nearCopiesAreAlikeInPixels(source: Source) throws {
    let sets = try Self.sets(source)
    let half = sets.real.count / 2
    var stream = RandomStream(seed: 12, .measures)
    let order = stream.permutation(sets.real.count)
    let shown = order.prefix(half).map { sets.real[$0] }
    let real = try #require(RealSamples(shown.flatMap(\.self), try Self.reference(shown)))
    func copies(_ pictures: [[Float]]) -> Double {
      let found = real.nearest(to: pictures.flatMap(\.self))
      return Double(found.count { $0?.isCopy == true }) / Double(pictures.count)
    }
    func ofShown(_ pictures: [[Float]]) -> [[Float]] { order.prefix(half).map { pictures[$0] } }
    #expect(copies(shown) == 1)
    #expect(copies(ofShown(sets.flips)) == 1)
    #expect(copies(ofShown(sets.shifts(3))) > 0.95)
    #expect(copies(ofShown(sets.noisy(0.02))) > 0.9)
    let held = copies(order.suffix(half).map { sets.real[$0] })
    #expect(held < 0.4, "held back: \(held)")
    let noise = (0..<half).map { _ in
      (0..<SampleSets.area).map { _ in Float(stream.uniformDouble()) }
    }
    let faint = noise.map { $0.map { 0.5 + ($0 - 0.5) / 3 } }
    #expect(copies(noise) == 0)
    #expect(copies(faint) == 0)
  }

  /// Sets and what a network, trained to classify a million photographs, says of them: see the
  /// yardstick's README.
  @Test(.enabled(if: hasPhotographs)) func theYardsticksOrder() throws {
    let reference = try Self.reference(try Self.sets(.photographs).real)
    let rows = try [
      "crops", "blends", "convolutional", "article-epoch-200", "gaussian-64-components",
    ].map { name in
      try Self.values(
        Self.distances + ["coverage", "authenticity"],
        Self.pictures(
          try readFile("\(Self.shared)/reference/yardstick/\(name).npy"), side: 64,
          of: UInt8.self), reference)
    }
    for (index, measure) in Self.distances.enumerated() {
      let column = rows.map { $0[index] }
      #expect(zip(column, column.dropFirst()).allSatisfy { $0 < $1 }, "\(measure): \(column)")
    }
    let coverage = rows.map { $0[3] }
    #expect(coverage[0] > 0.95 && coverage[3] < 0.2 && coverage[4] < 0.2, "\(coverage)")
    #expect((0.5..<0.95).contains(coverage[1]) && (0.3..<0.95).contains(coverage[2]))
  }

  /// Writes the tables of docs/measures.md anew, with GANREPL_MEASURES_TABLE=1: a minute or two.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["GANREPL_MEASURES_TABLE"] != nil))
  func table() throws {
    let path = Self.root.appending(path: "docs/measures.md").path()
    let page = try String(contentsOfFile: path, encoding: .utf8)
    let mark = "<!-- tables -->\n"
    let head = try #require(page.range(of: mark)).upperBound
    let names = measureCatalog.names
    var text = ""
    for source in Self.sources {
      let sets = try Self.sets(source, trained: [10, 40, 100, 200, 500])
      let reference = try Self.reference(sets.real)
      var order = RandomStream(seed: 12, .measures)
      let halves = order.permutation(sets.real.count)
      let half = sets.real.count / 2
      let floor = try Self.reference(halves.prefix(half).map { sets.real[$0] })
      var rows = [
        (
          "real half against the other",
          try Self.values(names, halves.suffix(half).map { sets.real[$0] }, floor)
        )
      ]
      for (name, pictures) in sets.all() {
        rows.append((name, try Self.values(names, pictures, reference)))
      }
      text += "\n## \(source.rawValue.prefix(1).uppercased() + source.rawValue.dropFirst())\n\n"
      text += "| set | \(names.map { "`\($0)`" }.joined(separator: " | ")) |\n"
      text += "| --- |\(String(repeating: " ---: |", count: names.count))\n"
      for (name, values) in rows {
        text += "| \(name) | \(values.map(short).joined(separator: " | ")) |\n"
      }
      let pairs = [(0, 1), (0, 2), (1, 2)]
      let columns = Self.distances.map { name in
        rows.dropFirst().map { $0.1[names.firstIndex(of: name) ?? 0] }
      }
      let agreements = pairs.map { a, b in
        let rank = rankCorrelation(columns[a], columns[b])
        #expect(rank > 0.9, "\(Self.distances[a]) and \(Self.distances[b]): \(rank)")
        return "\(Self.distances[a]) and \(Self.distances[b]) "
          + String(format: "%.3f", rank)
      }
      text += "\nRank correlation over these sets: " + agreements.joined(separator: ", ") + ".\n"
    }
    try Data((page[..<head] + text).utf8).write(to: URL(filePath: path))
  }

  private func short(_ value: Double) -> String {
    value.isNaN ? "–" : String(format: abs(value) >= 10 ? "%.0f" : "%.2f", value)
  }

  /// Spearman's.
  private func rankCorrelation(_ a: [Double], _ b: [Double]) -> Double {
    func ranks(_ values: [Double]) -> [Double] {
      values.map { value in
        Double(values.count { $0 < value }) + Double(values.count { $0 == value } - 1) / 2
      }
    }
    let (x, y) = (ranks(a), ranks(b))
    let middle = Double(a.count - 1) / 2
    let products = zip(x, y).reduce(0) { $0 + ($1.0 - middle) * ($1.1 - middle) }
    let squares = { (r: [Double]) in r.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } }
    return products / (squares(x) * squares(y)).squareRoot()
  }
}
