import Imaging

/// How pictures are prepared when they are loaded.
public struct PictureOptions: Sendable, Equatable {
  /// Rows of the prepared pictures.
  public var height: Int
  /// Pixels in a row of the prepared pictures.
  public var width: Int
  /// Gray or RGB.
  public var color: ColorMode
  /// How pixels become numbers.
  public var scaling: ScalingRule
  /// Pictures taken at most, the first ones in order, of sub-folders evenly; `nil` for all.
  public var limit: Int?
  /// How they are resized.
  public var filter: ResampleFilter
  /// Whose bytes they have where versions of Pillow differ.
  public var pillow: PillowVersion
  /// What is refused as too large.
  public var imageLimits: ImageLimits

  /// Options; those of the article unless told otherwise.
  public init(
    height: Int = 64, width: Int = 64, color: ColorMode = .gray,
    scaling: ScalingRule = .range(low: -1, high: 1), limit: Int? = nil,
    filter: ResampleFilter = .bicubic, pillow: PillowVersion = .upTo12,
    imageLimits: ImageLimits = ImageLimits()
  ) {
    self.height = height
    self.width = width
    self.color = color
    self.scaling = scaling
    self.limit = limit
    self.filter = filter
    self.pillow = pillow
    self.imageLimits = imageLimits
  }

  /// The shape of the prepared pictures.
  public var geometry: Geometry {
    Geometry(height: height, width: width, channels: color.channels)
  }

  /// Throws unless size, range and limit make sense.
  func check() throws(DataError) {
    guard (1...65_535).contains(height), (1...65_535).contains(width) else {
      throw .badOption(name: "size", reason: "\(height) x \(width) is not from 1 to 65535")
    }
    try scaling.check()
    if let limit, limit < 1 { throw .badOption(name: "limit", reason: "\(limit) is below 1") }
  }
}

extension ScalingRule {
  /// Throws unless the lower bound is below the upper.
  func check() throws(DataError) {
    if case .range(let low, let high) = self, !(low < high && (high - low).isFinite) {
      throw .badOption(name: "range", reason: "\(low)..\(high) does not go up")
    }
  }
}
