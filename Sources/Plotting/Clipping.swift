/// The part of a segment within the chart's square (Liang and Barsky 1984), if there is one.
func clipped(_ a: Point, _ b: Point) -> (Point, Point)? {
  var enter = 0.0
  var leave = 1.0
  let slack = 1e-9
  for (start, difference) in [(a.x, b.x - a.x), (a.y, b.y - a.y)] {
    if difference == 0 {
      guard (-slack...1 + slack).contains(start) else { return nil }
      continue
    }
    let first = (-slack - start) / difference
    let second = (1 + slack - start) / difference
    enter = max(enter, min(first, second))
    leave = min(leave, max(first, second))
  }
  guard enter <= leave else { return nil }
  func at(_ t: Double) -> Point {
    Point(x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t)
  }
  return (at(enter), at(leave))
}

/// A run with at most four points a column: the first, the lowest, the highest and the last.
///
/// The picture stays the same, spikes included, however many points there are. A run that goes
/// back and forth on the horizontal axis is left as it is.
func thinned(_ run: [Point], columns: Int) -> [Point] {
  guard run.count > columns * 4 else { return run }
  for i in 1..<run.count where run[i].x < run[i - 1].x { return run }
  var thin: [Point] = []
  var start = 0
  while start < run.count {
    let column = (run[start].x * Double(columns)).rounded(.down)
    var end = start
    while end < run.count, (run[end].x * Double(columns)).rounded(.down) == column { end += 1 }
    let indices = start..<end
    let low = indices.min { run[$0].y < run[$1].y } ?? start
    let high = indices.max { run[$0].y < run[$1].y } ?? start
    for index in Set([start, low, high, end - 1]).sorted() { thin.append(run[index]) }
    start = end
  }
  return thin
}
