/// How arrays are taken when they are loaded.
public struct ArrayOptions: Sendable, Equatable {
  /// How bytes become numbers, −1...1 if nothing is said. Numbers stay as they are; a range says
  /// what of them is black and white in pictures.
  public var scaling: ScalingRule?
  /// Samples taken at most, the first ones; `nil` for all.
  public var limit: Int?
  /// A file of labels for IDX; the labels become kinds.
  public var labels: String?

  /// Options; all samples unless told otherwise.
  public init(scaling: ScalingRule? = nil, limit: Int? = nil, labels: String? = nil) {
    self.scaling = scaling
    self.limit = limit
    self.labels = labels
  }

  func check() throws(DataError) {
    try scaling?.check()
    if let limit, limit < 1 { throw .badOption(name: "limit", reason: "\(limit) is below 1") }
  }
}

/// What the axes of an array of samples mean.
struct ArrayLayout: Equatable {
  let count: Int
  let featureCount: Int
  let geometry: Geometry?
  /// Whether colours come before rows, as PyTorch has them; they are read as `[N, H, W, C]` all the same.
  let isChannelsFirst: Bool

  /// `[N, pixels]`, `[N, H, W]` or `[N, H, W, C]`, also `[N, C, H, W]` where only the second length can be
  /// that of colours; pixels of a square number are a square picture.
  init(shape: [Int], path: String) throws(DataError) {
    guard (2...4).contains(shape.count) else {
      throw .array(
        path: path,
        reason: "of shape \(shape); [N, pixels], [N, H, W] and [N, H, W, C] are read")
    }
    guard shape.allSatisfy({ $0 > 0 }) else {
      throw .array(path: path, reason: "of shape \(shape), so there is nothing in it")
    }
    isChannelsFirst =
      shape.count == 4 && [1, 3].contains(shape[1]) && ![1, 3].contains(shape[3])
    var shape = shape
    if isChannelsFirst { shape = [shape[0], shape[2], shape[3], shape[1]] }
    let channels = shape.count == 4 ? shape[3] : 1
    guard channels == 1 || channels == 3 else {
      throw .array(
        path: path,
        reason:
          "of shape \(shape), so of \(channels) channels, which come last: [N, H, W, C]; 1 and 3 "
          + "are read")
    }
    count = shape[0]
    if shape.count == 2 {
      featureCount = shape[1]
      let side = Int(Double(shape[1]).squareRoot().rounded())
      geometry =
        side * side == shape[1] && side > 1 ? Geometry(height: side, width: side, channels: 1) : nil
    } else {
      geometry = Geometry(height: shape[1], width: shape[2], channels: channels)
      featureCount = try checkedCount(
        checkedCount(shape[1], shape[2], path: path), channels, path: path)
    }
    _ = try checkedCount(count, featureCount, path: path)
  }

  /// Samples with colours last.
  func ordered<Number>(_ numbers: [Number]) -> [Number] {
    guard isChannelsFirst, let geometry, geometry.channels > 1 else { return numbers }
    let area = geometry.height * geometry.width
    return numbers.indices.map { index in
      let (sample, place) = index.quotientAndRemainder(dividingBy: featureCount)
      let (pixel, channel) = place.quotientAndRemainder(dividingBy: geometry.channels)
      return numbers[sample * featureCount + channel * area + pixel]
    }
  }

  /// What is to be said of how an array was read.
  var notes: [String] {
    guard isChannelsFirst, let geometry else { return [] }
    let axes = "\(geometry.channels), \(geometry.height), \(geometry.width)"
    return ["an array of [\(count), \(axes)] is read with its channels first, as PyTorch has them"]
  }
}
