import Vocabulary

/// What the channels of a prepared picture mean.
public enum ColorMode: String, Sendable, CaseIterable, Described {
  /// One channel of brightness.
  case gray
  /// Three channels: red, green, blue.
  case rgb

  /// All of them, as users name them.
  public static let catalog = Catalog("color", allCases)

  /// Bytes in a pixel.
  public var channels: Int { self == .gray ? 1 : 3 }

  /// Its description.
  public var term: Term {
    switch self {
    case .gray: Term("gray", "one channel: (19595 R + 38470 G + 7471 B + 32768) / 65536")
    case .rgb: Term("rgb", "three channels: red, green, blue")
    }
  }
}
