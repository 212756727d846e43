/// The known name that was probably meant, if one is near enough.
///
/// Distance is optimal string alignment (insert, delete, replace, swap of neighbours), case does
/// not count; a third of the longer word may differ. A known name that begins with what was typed
/// is near whatever its length. Complexity: O(names · length²); names over 64 bytes match nothing.
public func nearest(to typed: String, among names: [String]) -> String? {
  guard (1...64).contains(typed.utf8.count) else { return nil }
  let lowered = typed.lowercased()
  var best: (name: String, distance: Int)?
  for name in names {
    let candidate = name.lowercased()
    var distance = alignmentDistance(Array(lowered.utf8), Array(candidate.utf8))
    if lowered.utf8.count >= 3, candidate.hasPrefix(lowered) { distance = min(distance, 1) }
    let longest = max(lowered.utf8.count, candidate.utf8.count)
    guard distance * 3 <= max(longest, 3) else { continue }
    if distance < best?.distance ?? .max { best = (name, distance) }
  }
  return best?.name
}

/// Optimal string alignment distance of two byte strings.
func alignmentDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in 1...a.count {
    var row = [Int](repeating: i, count: b.count + 1)
    for j in 1...b.count {
      let cost = a[i - 1] == b[j - 1] ? 0 : 1
      row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        row[j] = min(row[j], beforeLast[j - 2] + 1)
      }
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
