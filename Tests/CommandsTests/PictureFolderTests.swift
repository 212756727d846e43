import Commands
import Datasets
import Files
import Foundation
import GANScript
import Imaging
import Networks
import Testing

/// Generated pictures as a folder of training data.
struct PictureFolderTests {
  private static let train = """
    flowers = load sunflowers size=12 limit=48
    net generator: 8 -> 32 batchnorm relu -> 144 tanh
    net discriminator: 144 -> 16 leakyrelu(0.2) -> 1 sigmoid
    r = train epochs=3 lr=0.05 batch=16 seed=5

    """

  @Test(arguments: ["gray", "rgb"])
  func loadingGivesTheBytesThatWereGenerated(color: String) throws {
    let laboratory = try Laboratory()
    let script = Self.train.replacing("limit=48", with: "limit=48 color=\(color)")
      .replacing("144", with: color == "gray" ? "144" : "432")
    let outcome = try laboratory.run(
      script + "save pictures \"new\" count=500\nsample r \"s.npy\" count=500 seed=5")
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(outcome.texts.contains { $0.contains("500 pictures of") }, "\(outcome.texts)")
    let samples = try loadArray(laboratory.output + "/s.npy")
    let channels = color == "gray" ? 1 : 3
    #expect(samples.geometry == Geometry(height: 12, width: 12, channels: channels))
    let form = SampleForm(
      featureCount: 144 * channels, geometry: samples.geometry, scaling: .range(low: -1, high: 1))
    let pictures = try loadFolder(
      laboratory.output + "/new",
      options: PictureOptions(height: 12, width: 12, color: color == "gray" ? .gray : .rgb))
    #expect(pictures.count == 500 && pictures.fileNames.first == "00001.png")
    #expect(pictures.fileNames.last == "00500.png")
    #expect(form.images(of: samples.values) == (0..<500).map { pictures.image($0) })
    // Kinds are the classifier's, of which the data have three.
    let kinds = try #require(pictures.kinds)
    #expect(Set(kinds).isSubset(of: ["close-up", "slim", "other"]))
    let again = try Laboratory()
    _ = try again.run(script + "save pictures \"new\" count=500")
    #expect(try again.files["new/00500.png"] == laboratory.files["new/00500.png"])
  }

  @Test func aFolderIsReplacedAsAWhole() throws {
    let laboratory = try Laboratory()
    func names(_ script: String) throws -> [String] {
      let outcome = try laboratory.run(Self.train + script)
      #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
      return try laboratory.files.keys.sorted()
    }
    #expect(try names("save pictures \"a/b\" count=7").count == 8)
    #expect(
      try names("save pictures \"a/b\" count=2")
        == ["a/b/00001.png", "a/b/00002.png", "a/b/kinds.csv"])
    let kinds = try names("save pictures \"a/b\" count=9 folders=on")
    #expect(kinds.count == 9)
    #expect(
      kinds.allSatisfy { $0.wholeMatch(of: /a\/b\/(close-up|slim|other)\/0000\d\.png/) != nil })
    let loaded = try loadFolder(
      laboratory.output + "/a/b", options: PictureOptions(height: 12, width: 12))
    #expect(loaded.count == 9 && loaded.kinds?.contains("unlabelled") == false)
    #expect(try namesInFolder(laboratory.output + "/a").names == ["b"])
  }

  /// A training of no step whose generator gives a training picture back, and beside it a pattern as
  /// strong as its only latent number says.
  private func copying(pattern: Float) throws -> (Laboratory, script: String) {
    let laboratory = try Laboratory()
    _ = try laboratory.run("load sunflowers size=12 limit=48\nsave data \"d.npy\"")
    let picture = Array(try loadArray(laboratory.output + "/d.npy").sample(17))
    let weights = (0..<144).map { ($0 / 12 + $0) % 2 == 0 ? pattern : -pattern }
    let tensors = [
      StoredTensor("0.weight", shape: [144, 1], floats: weights),
      StoredTensor("0.bias", shape: [144], floats: picture),
    ]
    try laboratory.write(encodeSafetensors(tensors, metadata: []), "copy.safetensors")
    return (
      laboratory,
      """
      load sunflowers size=12 limit=48
      net generator: 1 -> 144
      net discriminator: 144 -> 1 sigmoid
      load generator "copy.safetensors"
      train epochs=1 lr=0 batch=16

      """
    )
  }

  @Test func nearCopiesAreLeftOut() throws {
    let (laboratory, script) = try copying(pattern: 1)
    let outcome = try laboratory.run(
      script + """
        save pictures "new" count=30 keep=new
        save pictures "all" count=120
        save nearest "nearest.png" count=6
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let remark = try #require(outcome.texts.first { $0.contains("/new (") })
    let copies = try #require(
      remark.firstMatch(of: /(\d+) near cop(y|ies) left out/).flatMap { Int($0.1) })
    #expect(copies > 0, "\(remark)")
    let files = try laboratory.files
    func pictures(_ folder: String) -> [[UInt8]] {
      files.filter { $0.key.hasPrefix(folder) && $0.key.hasSuffix(".png") }
        .sorted { $0.key < $1.key }.map(\.value)
    }
    // Those that are kept are the others of those that were drawn, in their order.
    let (new, all) = (pictures("new/"), pictures("all/"))
    #expect(new.count == 30 && all.count == 120)
    let kept = all.prefix(30 + copies).filter(new.contains)
    #expect(30 + copies > 120 || kept.count == 30, "\(kept.count) \(copies)")
    #expect(try decodeImage(#require(files["nearest.png"])).width > 400)
  }

  /// What is judged is what is written: numbers far beyond black and white are those in a file.
  @Test func copiesAreToldOfPixels() throws {
    let laboratory = try Laboratory()
    var state: UInt64 = 1
    let values = (0..<32 * 16).map { _ -> Float in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 63 == 0 ? -1 : 1
    }
    try laboratory.write(npy(shape: "32, 4, 4", values), "d.npy")
    let tensors = [
      StoredTensor("0.weight", shape: [16, 1], floats: [Float](repeating: 0, count: 16)),
      StoredTensor("0.bias", shape: [16], floats: values[48..<64].map { 5 * $0 }),
    ]
    try laboratory.write(encodeSafetensors(tensors, metadata: []), "copy.safetensors")
    let outcome = try laboratory.run(
      """
      load "d.npy"
      net generator: 1 -> 16
      net discriminator: 16 -> 1 sigmoid
      load generator "copy.safetensors"
      train epochs=1 lr=0 batch=16
      save pictures "new" count=4 keep=new
      """)
    #expect(outcome.report.exitCode == .limit, "\(outcome.problems)")
    #expect(outcome.problems.contains("only 0 of 4 pictures were found"), "\(outcome.problems)")
    let form = SampleForm(
      featureCount: 2, geometry: nil, scaling: .range(low: -1, high: 1))
    #expect(form.rounded([-1, 0.0001, .nan, 2])[0] == -1)
    #expect(form.rounded([0.0001, 7]) == [Float(0.5 / 127.5), 1])
    #expect(form.rounded([.nan])[0].isNaN)
  }

  @Test func whatIsACopyIsNeverKept() throws {
    let (laboratory, script) = try copying(pattern: 0)
    let outcome = try laboratory.run(
      script + """
        save nearest "n.png" count=2
        save pictures "all" count=4
        save pictures "new" count=4 keep=new
        """)
    #expect(outcome.report.exitCode == .limit, "\(outcome.problems)")
    #expect(outcome.problems.contains("only 0 of 4 pictures were found"), "\(outcome.problems)")
    #expect(outcome.problems.contains("80 that were drawn"), "\(outcome.problems)")
    #expect(outcome.texts.contains { $0.contains("2 pairs, 2 near copies") }, "\(outcome.texts)")
    let names = try laboratory.files.keys
    #expect(names.contains("all/00004.png"))
    #expect(!names.contains { $0.contains("new") })
  }

  @Test(arguments: [
    ("save pictures \"p\" count=0", ExitCode.script, "count"),
    ("save pictures \"../p\"", .denied, "outside the output folder"),
    ("save pictures \"/tmp/p\"", .denied, "outside the output folder"),
    ("save pictures \".p\"", .denied, "hidden"), ("save pictures \"runs/p\"", .denied, "runs"),
    ("save pictures \"p.png\"", .script, "writes a folder"),
    ("save pictures \"\"", .script, "usable"),
    ("save pictures \"p\" grid=2x2", .script, "has no grid="),
    ("save pictures \"p\" keep=old", .script, "new"),
    ("save pictures \"p\" truncate=0", .script, "0.05"),
    ("save nearest \"n.png\" count=101", .script, "at most 100"),
    ("save nearest \"n.gif\"", .script, ".png"),
    ("save pictures \"p\"\nsave pictures \"p\"", .script, "written twice"),
  ])
  func whatCannotBeSavedIsRefused(script: String, exitCode: ExitCode, words: String) throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(Self.train + script)
    #expect(outcome.report.exitCode == exitCode, "\(outcome.problems)")
    #expect(outcome.problems.contains(words), "\(outcome.problems)")
    #expect(laboratory.isUntouched)
  }

  @Test func numbersAreNoPictures() throws {
    let laboratory = try Laboratory()
    try laboratory.write(npy(shape: "32, 3", (0..<96).map { Float($0 % 5) }), "numbers.npy")
    for what in ["pictures \"p\"", "nearest \"p.png\""] {
      let outcome = try laboratory.run(
        """
        load "numbers.npy"
        net generator: 2 -> 3
        net discriminator: 3 -> 1 sigmoid
        train epochs=1 batch=8
        save \(what)
        """)
      #expect(outcome.report.exitCode == .script)
      #expect(outcome.problems.contains("3 plain numbers, not pictures"), "\(outcome.problems)")
    }
  }

  /// A folder that holds anything else stays, whatever is allowed.
  @Test func theUsersOwnFoldersStay() throws {
    let laboratory = try Laboratory()
    let script = Self.train + "save pictures \"p\" count=3"
    func exitCode(overwrites: Bool = false) throws -> ExitCode {
      try laboratory.run(script, overwrites: overwrites).report.exitCode
    }
    try makeFolder(laboratory.output + "/p")
    try laboratory.write([1, 2], "out/p/photo.jpg")
    #expect(try exitCode() == .denied)
    #expect(try exitCode(overwrites: true) == .denied)
    #expect(try readFile(laboratory.output + "/p/photo.jpg") == [1, 2])
    unlink(laboratory.output + "/p/photo.jpg")
    try laboratory.write([1, 2], "out/p/00002.png")
    #expect(try exitCode() == .denied)
    #expect(try readFile(laboratory.output + "/p/00002.png") == [1, 2])
    #expect(try exitCode(overwrites: true) == .done)
    #expect(try exitCode() == .done)
    try FileManager.default.removeItem(atPath: laboratory.output + "/p")
    try laboratory.write([3], "out/p")
    #expect(try exitCode() == .files)
    #expect(try exitCode(overwrites: true) == .files)
    #expect(try readFile(laboratory.output + "/p") == [3])
  }
}
