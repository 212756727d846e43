/// Whose bytes a prepared picture has, where versions of Pillow differ: mostly in the order of the two
/// passes of a resize.
public enum PillowVersion: Int, Sendable, CaseIterable {
  /// Across first, always, as up to 12. What changed in between is that of 9.5.0.
  case upTo12 = 12
  /// Down first where many rows go, and the rest as 13.0.0 has it.
  case from13 = 13

  /// Whether the vertical pass comes first: where more rows go than twice the columns that go, as
  /// `ImagingResampleInner` of `Resample.c` decides it since 13.0.0, for every mode and filter.
  public func goesDownFirst(
    from: (width: Int, height: Int), to: (width: Int, height: Int)
  ) -> Bool {
    let rows = from.height - to.height
    return self == .from13 && rows > 0 && rows > 2 * (from.width - to.width)
  }

  /// The levels of 16-bit gray to which a pass clips: of mode `I`, as which 9.5.0 reads it, or `I;16`.
  var wideLevels: ClosedRange<Int32> {
    switch self {
    case .upTo12: .min ... .max
    case .from13: 0...65_535
    }
  }

  /// The red, green and blue of an index beyond the end of a palette.
  func levelBeyondPalette(at index: Int) -> UInt8 {
    switch self {
    case .upTo12: UInt8(index)
    case .from13: 0
    }
  }
}
