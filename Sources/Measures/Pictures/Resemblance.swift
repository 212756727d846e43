import Foundation

/// How alike two pictures are pixel by pixel: the largest correlation of their brightness over all shifts
/// by up to 3 pixels in 64, one of them mirrored or not; from -1 to 1.
///
/// What pictures look like does not tell all noise from photographs (`docs/measures.md`); this does: a copy,
/// shifted, mirrored or with weak noise, is near 1, noise is near 0. Pictures larger than 64 are halved
/// first. A picture of one gray is alike to another such one alone.
///
/// Complexity: 98 · pixels at 64 × 64.
func resemblance(_ a: Plane, _ b: Plane) -> Double {
  precondition(a.height == b.height && a.width == b.width)
  if min(a.height, a.width) > 64 { return resemblance(a.halved, b.halved) }
  let reach = (3 * min(a.height, a.width) + 63) / 64
  var mirrored = b
  for row in 0..<b.height {
    for column in 0..<b.width { mirrored[row, column] = b[row, b.width - 1 - column] }
  }
  var best = -1.0
  for other in [b, mirrored] {
    for down in -reach...reach {
      for right in -reach...reach {
        best = max(best, correlation(a, other, down: down, right: right))
      }
    }
  }
  return best
}

/// The correlation of a picture with another one moved by so many pixels, where both are.
private func correlation(_ a: Plane, _ b: Plane, down: Int, right: Int) -> Double {
  let rows = max(0, down)..<max(max(0, down), min(a.height, a.height + down))
  let columns = max(0, right)..<max(max(0, right), min(a.width, a.width + right))
  var (x, y, xx, yy, xy) = (0.0, 0.0, 0.0, 0.0, 0.0)
  for row in rows {
    // Sums of a row in single precision: a few thousand of them would lose digits.
    var (u, v, uu, vv, uv) = (Float(0), Float(0), Float(0), Float(0), Float(0))
    let (start, moved) = (row * a.width, (row - down) * b.width - right)
    for column in columns {
      let (p, q) = (a.values[start + column] - 0.5, b.values[moved + column] - 0.5)
      u += p
      v += q
      uu += p * p
      vv += q * q
      uv += p * q
    }
    x += Double(u)
    y += Double(v)
    xx += Double(uu)
    yy += Double(vv)
    xy += Double(uv)
  }
  let n = Double(rows.count * columns.count)
  guard n > 0 else { return -1 }
  let (first, second) = (xx / n - x / n * (x / n), yy / n - y / n * (y / n))
  let flat = 1e-7
  guard first > flat, second > flat else { return first <= flat && second <= flat ? 1 : 0 }
  return (xy / n - x / n * (y / n)) / (first * second).squareRoot()
}
