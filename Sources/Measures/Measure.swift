import Vocabulary

/// A number that says how generated samples differ from real ones.
///
/// No measure needs a network trained elsewhere: distances are taken between what pictures look like
/// (`PictureFeatures`), or along the principal components of samples that are no pictures.
public struct Measure: Described {
  /// Which values are good.
  public enum Aim: Sendable, Equatable {
    /// The lower the better.
    case low
    /// The higher the better.
    case high
    /// The nearer to a number the better.
    case near(Double)
  }

  /// Its description.
  public let term: Term
  /// Which values are good.
  public let aim: Aim
  /// Whether it looks at pictures, so that samples must be some.
  public let needsPictures: Bool
  /// The smallest side of pictures that it can look at.
  public let smallestSide: Int
  /// The same where distances are taken in pixels.
  public let smallestSideInPixels: Int
  /// Whether it goes by how real samples differ, so that some must.
  public let needsSpread: Bool
  /// The fewest real samples that it can be taken of.
  public let fewestReal: Int
  /// Whether it is quick enough to be taken through the epochs of a training; it then works on one
  /// thread, and several are taken at once.
  public let isQuick: Bool
  /// Counted up when the same samples begin to get another number, so that kept runs of before are
  /// not taken for runs of now.
  public let version: Int
  private let compute: @Sendable (Comparison) -> Double

  init(
    _ term: Term, aim: Aim, needsPictures: Bool = false, smallestSide: Int = 1,
    smallestSideInPixels: Int = 1, needsSpread: Bool = true,
    fewestReal: Int = Reference.fewestSamples, isQuick: Bool = true,
    version: Int = 1, compute: @escaping @Sendable (Comparison) -> Double
  ) {
    self.term = term
    self.aim = aim
    self.needsPictures = needsPictures
    self.smallestSide = smallestSide
    self.smallestSideInPixels = smallestSideInPixels
    self.needsSpread = needsSpread
    self.fewestReal = fewestReal
    self.isQuick = isQuick
    self.version = version
    self.compute = compute
  }

  /// The measure of generated samples against real ones; NaN where it cannot be taken.
  public func value(_ comparison: Comparison) -> Double {
    obstacle(comparison) == nil ? compute(comparison) : .nan
  }

  /// Why it cannot be taken: too few samples, numbers that are not finite, real samples that do not
  /// differ, no pictures. `nil` if it can.
  public func obstacle(_ comparison: Comparison) -> String? {
    if comparison.points.count < Reference.fewestSamples {
      return
        "needs \(Reference.fewestSamples) samples or more; there are \(comparison.points.count)"
    }
    let reference = comparison.reference
    if reference.count < fewestReal {
      return "needs \(fewestReal) real samples or more; there are \(reference.count)"
    }
    if !comparison.isFinite { return "some samples have numbers that are not finite" }
    if needsSpread, reference.differentCount < 2 {
      return "needs real samples that differ; these \(reference.count) are all alike"
    }
    guard needsPictures else { return nil }
    guard let pictures = comparison.pictures else {
      return "needs pictures; these samples are none"
    }
    if reference.isFlat { return "needs real pictures of more than one gray" }
    let side = min(pictures.height, pictures.width)
    if side < smallestSide {
      return "needs pictures of at least \(smallestSide) x \(smallestSide) pixels"
    }
    return reference.seeing == .pixels && side < smallestSideInPixels
      ? "needs pictures of at least \(smallestSideInPixels) x \(smallestSideInPixels) pixels with "
        + "features=pixels" : nil
  }
}
