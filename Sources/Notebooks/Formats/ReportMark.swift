/// By what a report is known again: it is the last text of this form in the file, and holds a digest of
/// everything else. The formats leave it blank.
public enum ReportMark {
  /// What the digest follows.
  public static let head = "ganrepl-sha256-"
  /// What the digest takes the place of.
  public static let blank = String(repeating: "0", count: 64)

  static var text: String { head + blank }
}
