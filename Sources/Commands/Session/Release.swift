/// What this program is, for `--version` and for the folders of runs.
public enum Release {
  /// The version.
  public static let version = "0.1.0"
}
