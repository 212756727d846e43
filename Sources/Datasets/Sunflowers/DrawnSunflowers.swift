import Tensors

/// The built-in data set: 256 drawn sunflowers in colour, of the three kinds of the article.
///
/// A picture is described without a size: petals, florets, leaves and light in coordinates of the
/// picture's shorter side, then painted at any size with smooth edges. All choices come from one
/// seed and all arithmetic is exact IEEE, so that every machine paints the same bytes.
public enum DrawnSunflowers {
  /// How many pictures there are.
  public static let count = 256

  /// The kinds and how many pictures each has: the proportions of the article's photographs.
  public static let kinds: [(name: String, count: Int)] = [
    ("close-up", 150), ("slim", 74), ("other", 32),
  ]

  /// Every picture's rank in the list of kinds, shuffled so that the first ones are a mix.
  private static let ranks: [Int] = {
    var stream = RandomStream(seed: seed, .drawing, index: 1 << 20, subindex: 1)
    return stream.permutation(count)
  }()

  /// The kind of a picture, 0..<`count`: `close-up`, `slim` or `other`.
  public static func kind(of index: Int) -> String {
    var rank = ranks[index]
    for kind in kinds {
      if rank < kind.count { return kind.name }
      rank -= kind.count
    }
    return ""
  }

  /// Paints a picture: `width` × `height` pixels, row by row, red, green and blue of each.
  ///
  /// The scene's square lies in the middle; a longer side shows more of the background
  /// around the same flowers.
  /// Cost: under a millisecond at 64 × 64, and about in proportion to the pixels beyond.
  public static func render(_ index: Int, width: Int, height: Int) -> [UInt8] {
    var scene = Scene(picture: index, width: width, height: height)
    switch kind(of: index) {
    case "close-up": scene.closeUp()
    case "slim": scene.slim()
    default: scene.other(variant: ranks[index])
    }
    return scene.develop()
  }
}
