/// Why a figure could not be drawn.
public enum PlotError: Error, Sendable, Equatable {
  /// Width or height is outside of what a figure may have.
  case size(width: Int, height: Int, allowed: ClosedRange<Int>)
  /// There is no font to write with.
  case noFont
  /// The drawing library failed; with its own words.
  case canvas(String)
}
