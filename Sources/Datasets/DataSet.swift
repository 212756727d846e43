import Files
import Imaging

/// Samples to learn from, all in memory, in a fixed order.
public struct DataSet: Sendable {
  /// What the user loaded: a name or a path.
  public let name: String
  /// The shape of a sample that is a picture; `nil` for plain vectors.
  public let geometry: Geometry?
  /// Numbers in a sample.
  public let featureCount: Int
  /// Number of samples.
  public let count: Int
  /// All numbers, `[count, featureCount]`; a picture's are rows of pixels of channels.
  public let values: [Float]
  /// The kind of each sample, if kinds are known.
  public let kinds: [String]?
  /// The file of each sample within its folder; empty where samples are not files.
  public let fileNames: [String]
  /// How pixels became numbers.
  public let scaling: Scaling
  /// What a user should hear of: files skipped, samples without a kind.
  public var notes: [String]
  /// Files that were left out and why, in order.
  public var skipped: [SkippedPicture] = []
  /// Pictures in colour that were turned gray.
  public var grayed = 0

  /// Samples given as numbers, `count` · `featureCount` of them.
  public init(
    name: String, geometry: Geometry?, featureCount: Int, values: [Float], kinds: [String]? = nil,
    fileNames: [String] = [], scaling: Scaling, notes: [String] = []
  ) {
    precondition(featureCount > 0 && values.count % featureCount == 0)
    precondition(geometry == nil || geometry?.featureCount == featureCount)
    let count = values.count / featureCount
    precondition(kinds == nil || kinds?.count == count)
    precondition(fileNames.isEmpty || fileNames.count == count)
    self.name = name
    self.geometry = geometry
    self.featureCount = featureCount
    self.count = count
    self.values = values
    self.kinds = kinds
    self.fileNames = fileNames
    self.scaling = scaling
    self.notes = notes
  }

  /// Samples given as pixels, scaled by a rule.
  public init(
    name: String, geometry: Geometry, pixels: [UInt8], scaling rule: ScalingRule,
    kinds: [String]? = nil, fileNames: [String] = [], notes: [String] = []
  ) {
    let scaling = rule.scaling(of: pixels)
    let table = scaling.table()
    self.init(
      name: name, geometry: geometry, featureCount: geometry.featureCount,
      values: pixels.map { table[Int($0)] }, kinds: kinds, fileNames: fileNames, scaling: scaling,
      notes: notes)
  }

  /// The names of all kinds, in alphabetical order, which numbers them; empty if none are known.
  /// Complexity: O(count).
  public var kindNames: [String] { Set(kinds ?? []).sorted() }

  /// The kind of each sample as an index of `kindNames`; empty if none are known.
  /// Complexity: O(count).
  public var kindNumbers: [Int] {
    let names = kindNames
    return (kinds ?? []).map { names.firstIndex(of: $0) ?? 0 }
  }

  /// So many samples, or all if there are fewer, evenly spread: where they come in the order of their
  /// names, the first ones of a folder with sub-folders would all be of one kind.
  public func spread(_ most: Int) -> [Int] {
    let number = min(most, count)
    return (0..<number).map { $0 * count / number }
  }

  /// Whether there are several samples, and all are equal.
  /// Complexity: O(values), less where they differ.
  public var areAllEqual: Bool {
    count > 1 && values[featureCount...].elementsEqual(values.dropLast(featureCount))
  }

  /// The numbers of a sample.
  public func sample(_ index: Int) -> ArraySlice<Float> {
    values[index * featureCount..<(index + 1) * featureCount]
  }

  /// The samples of these numbers, in this order.
  public func subset(_ indices: [Int]) -> DataSet {
    DataSet(
      name: name, geometry: geometry, featureCount: featureCount,
      values: indices.flatMap { Array(sample($0)) },
      kinds: kinds.map { kinds in indices.map { kinds[$0] } },
      fileNames: fileNames.isEmpty ? [] : indices.map { fileNames[$0] }, scaling: scaling)
  }

  /// What the numbers of a sample are, and the way back to pixels.
  public var form: SampleForm {
    SampleForm(featureCount: featureCount, geometry: geometry, scaling: scaling)
  }

  /// The picture of a sample of the set.
  public func image(_ index: Int) -> Image { form.image(of: sample(index)) }

  /// The same whenever the samples are: SHA-256 over shape, scaling, values and
  /// kinds, 64 hexadecimal digits.
  /// Complexity: O(values).
  public var fingerprint: String {
    var digest = SHA256()
    let shape = geometry?.summary ?? "numbers"
    digest.update("\(count) x \(featureCount) \(shape), scaling \(scaling.summary)\n".utf8)
    digest.update(values)
    digest.update((kinds ?? []).joined(separator: "\n").utf8)
    return digest.hexadecimal()
  }
}
