/// The shape of one sample: channels, height and width, or a plain number of features.
///
/// In memory a sample's numbers follow each other channel by channel, row by row, and the batch is
/// innermost: an activation is a tensor [channels · height · width, batch]. A plain number n is
/// n@1x1, but not a picture: layers of pictures refuse it.
public struct Shape: Sendable, Hashable {
  /// Channels, or the number of features.
  public let channels: Int
  /// Rows of pixels.
  public let height: Int
  /// Columns of pixels.
  public let width: Int
  /// Whether it is a picture, written `C@HxW`, rather than a plain number.
  public let isPicture: Bool

  /// A plain number of features.
  public init(_ features: Int) {
    channels = features
    height = 1
    width = 1
    isPicture = false
  }

  /// A picture.
  public init(channels: Int, height: Int, width: Int) {
    self.channels = channels
    self.height = height
    self.width = width
    isPicture = true
  }

  /// Pixels of a channel.
  public var area: Int { height * width }
  /// Numbers of a sample.
  public var count: Int { channels * height * width }

  /// As the user writes it: `128`, `128@4x4`.
  public var summary: String { isPicture ? "\(channels)@\(height)x\(width)" : "\(channels)" }
}

extension Shape: ExpressibleByIntegerLiteral {
  /// A plain number of features.
  public init(integerLiteral value: Int) { self.init(value) }
}
