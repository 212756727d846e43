/// The shape of a sample that is a picture; its features are rows of pixels of channels.
public struct Geometry: Sendable, Equatable {
  /// Rows.
  public let height: Int
  /// Pixels in a row.
  public let width: Int
  /// 1 for gray, 3 for red, green, blue.
  public let channels: Int

  /// The shape of pictures of that size.
  public init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// Numbers in a sample: height · width · channels.
  public var featureCount: Int { height * width * channels }

  /// As users write it: `64 x 64 gray`.
  public var summary: String { "\(height) x \(width) \(channels == 1 ? "gray" : "rgb")" }

  /// The shape that a summary names; `nil` if it is none.
  public init?(summary: String) {
    let words = summary.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 4, words[1] == "x", let height = Int(words[0]), let width = Int(words[2]),
      let channels = ["gray": 1, "rgb": 3][words[3]], (1...65_535).contains(height),
      (1...65_535).contains(width)
    else { return nil }
    self.init(height: height, width: width, channels: channels)
  }
}
