import Foundation

/// How many bytes an ordinary process may still write where a folder is; `nil` if that cannot be
/// found out.
public func freeBytes(at folder: String) -> Int? {
  var found = statvfs()
  guard statvfs(folder, &found) == 0 else { return nil }
  let (bytes, overflow) = Int(clamping: found.f_bavail).multipliedReportingOverflow(
    by: Int(clamping: found.f_frsize))
  return overflow ? .max : bytes
}
