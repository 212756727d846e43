/// Why a picture could not be decoded, prepared or encoded.
public enum ImageError: Error, Sendable, Equatable {
  /// None of the known formats.
  case notAnImage
  /// The file ends too early: so many rows of how many came, where that is known.
  case truncated(row: Int? = nil, of: Int? = nil)
  /// More pixels than the limit, or a side above 65535.
  case tooLarge(width: Int, height: Int, limit: Int)
  /// A JPEG file of more scans than the limit.
  case tooManyScans(limit: Int)
  /// A JPEG file whose coefficients need more memory than there is: bytes, and the limit.
  case tooMuchMemory(needed: Int, limit: Int)
  /// A known format, but wrong inside: a checksum, a code, a size of zero.
  case damaged(String)
  /// A known format in a form that is not read.
  case unsupported(String)
  /// Nothing that can be written: no frames, frames of different sizes, a delay out of range.
  case notEncodable(String)

  /// What kind of failure it is, for counts: "truncated", "not an image".
  public var sort: String {
    switch self {
    case .notAnImage: "not an image"
    case .truncated: "truncated"
    case .tooLarge: "too large"
    case .tooManyScans: "with too many scans"
    case .tooMuchMemory: "too large for the memory"
    case .damaged: "damaged"
    case .unsupported: "unsupported"
    case .notEncodable: "not encodable"
    }
  }

  /// The failure in words, to follow the file's name.
  public var message: String {
    switch self {
    case .notAnImage: "not an image (PNG, JPEG and GIF are read)"
    case .truncated(let row?, let height?): "truncated after row \(row) of \(height)"
    case .truncated: "truncated: the file ends too early"
    case .tooLarge(let width, let height, let limit):
      "\(width) x \(height) = \(megapixels(width, height)) Mpx; "
        + "the limit is \(limit / 1_000_000) Mpx and 65535 on a side"
    case .tooManyScans(let limit): "more than \(limit) scans"
    case .tooMuchMemory(let needed, let limit):
      "a JPEG of several scans, of which \(needed / 1_000_000) MB must be held at once; there are "
        + "\(limit / 1_000_000) MB for it. Save it as a baseline JPEG or as PNG"
    case .damaged(let reason): "damaged: \(reason)"
    case .unsupported(let form): "not supported: \(form)"
    case .notEncodable(let reason): "cannot be encoded: \(reason)"
    }
  }

  private func megapixels(_ width: Int, _ height: Int) -> Int {
    let (area, overflow) = width.multipliedReportingOverflow(by: height)
    return overflow ? .max : area / 1_000_000
  }
}
