/// How far a gradient is from what differences of the function itself say.
///
/// For each of `probes` directions, random but fixed by `seed`, the derivative of `loss` along the
/// direction is measured by central differences at ± `distance` and ± `distance` / 2, extrapolated
/// (Richardson), and compared with gradient · direction. The result is the largest
/// |measured − given| / max(|measured|, |given|, floor), which for a right gradient in float32 is
/// of the order of 1e-3; a wrong one gives 0.1 and more. The distance is a compromise between the
/// rounding of `loss` and the kinks of functions like ReLU.
///
/// - Parameters:
///   - point: where the gradient was taken; left as it was found.
///   - gradient: d loss / d point, of the same shape.
///   - floor: derivatives below it count as noise.
///   - loss: the function, computed again from `point` at each call.
/// - Complexity: four calls of `loss` a probe.
public func gradientError(
  at point: Tensor, gradient: Tensor, probes: Int = 4, distance: Float = 2e-3,
  floor: Double = 0.05, seed: UInt64 = 1, loss: () throws -> Double
) rethrows -> Double {
  precondition(point.rows == gradient.rows && point.columns == gradient.columns)
  let origin = point.values
  let partials = gradient.values
  var worst = 0.0
  for probe in 0..<probes {
    var stream = RandomStream(seed: seed, .drawing, index: probe)
    // A few coordinates at a time: over all of them errors of single ones would average out.
    let direction = origin.map { _ -> Float in
      let isChosen = stream.uniform() < max(0.25, 1 / Float(origin.count))
      return isChosen ? stream.uniform() * 2 - 1 : 0
    }
    func derivative(_ distance: Float) throws -> Double {
      point.values = zip(origin, direction).map { $0 + distance * $1 }
      let ahead = try loss()
      point.values = zip(origin, direction).map { $0 - distance * $1 }
      return (ahead - (try loss())) / (2 * Double(distance))
    }
    let measured = (4 * (try derivative(distance / 2)) - (try derivative(distance))) / 3
    let given = zip(partials, direction).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    worst = max(worst, abs(measured - given) / max(abs(measured), abs(given), floor))
  }
  point.values = origin
  return worst
}
