import Imaging

/// What the numbers of a sample are: how many, the picture they make, and the way back to pixels.
public struct SampleForm: Sendable, Equatable {
  /// Numbers in a sample.
  public let featureCount: Int
  /// The shape of a sample that is a picture; `nil` for plain vectors.
  public let geometry: Geometry?
  /// How pixels became numbers.
  public let scaling: Scaling

  /// Samples of so many numbers; a picture must have as many as its geometry says.
  public init(featureCount: Int, geometry: Geometry?, scaling: Scaling) {
    precondition(featureCount > 0 && (geometry.map { $0.featureCount == featureCount } ?? true))
    self.featureCount = featureCount
    self.geometry = geometry
    self.scaling = scaling
  }

  /// The shape of an array of so many samples: [N, H, W], [N, H, W, C] for colours, [N, numbers] where
  /// samples are no pictures.
  public func arrayShape(count: Int) -> [Int] {
    guard let geometry else { return [count, featureCount] }
    return [count, geometry.height, geometry.width]
      + (geometry.channels > 1 ? [geometry.channels] : [])
  }

  /// The picture that a sample's numbers stand for, drawn or generated.
  ///
  /// A plain vector is drawn as one gray row. Numbers missing at the end are drawn as 0.
  public func image(of sample: some Collection<Float>) -> Image {
    let shape = geometry ?? Geometry(height: 1, width: featureCount, channels: 1)
    var pixels = sample.prefix(shape.featureCount).map(scaling.pixel)
    pixels += [UInt8](repeating: 0, count: shape.featureCount - pixels.count)
    return Image(
      width: shape.width, height: shape.height, channels: shape.channels, pixels: pixels)
  }

  /// Samples as they are once their pictures were written and loaded again: each number that of the nearest
  /// pixel; what is not finite stays.
  public func rounded(_ samples: [Float]) -> [Float] {
    samples.map { $0.isFinite ? scaling.value(of: scaling.pixel(of: $0)) : $0 }
  }

  /// The pictures of samples one after the other, [count, featureCount].
  public func images(of samples: [Float]) -> [Image] {
    (0..<samples.count / featureCount).map {
      image(of: samples[$0 * featureCount..<($0 + 1) * featureCount])
    }
  }
}
