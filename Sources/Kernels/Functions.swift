/// e^x, within 2 ulp for results in the normal range; below −87.3 it is 0, above 88.7 infinite.
///
/// x = n ln 2 + r with |r| ≤ ln 2 / 2, ln 2 in two parts (Cody and Waite 1980); e^r is its Taylor
/// polynomial of degree 7, whose remainder at ln 2 / 2 is 5e-9.
@inline(__always)
func exponential<V: FloatVector>(_ x: V) -> V {
  let limited = x.clamped(lowerBound: V(repeating: -87.4), upperBound: V(repeating: 88.8))
  let n = (limited * 1.442_695_04).rounded(.toNearestOrEven)
  var r = limited.plus(n, times: V(repeating: -0.693_359_375))
  r = r.plus(n, times: V(repeating: 2.121_944_4e-4))
  var p = V(repeating: 1 / 5040)
  p = V(repeating: 1 / 720).plus(p, times: r)
  p = V(repeating: 1 / 120).plus(p, times: r)
  p = V(repeating: 1 / 24).plus(p, times: r)
  p = V(repeating: 1 / 6).plus(p, times: r)
  p = V(repeating: 0.5).plus(p, times: r)
  p = V(repeating: 1) + r.plus(r * r, times: p)
  // 2^n in two factors, so that n = 128 does not overflow before the result does.
  let half = (n * 0.5).rounded(.down)
  var y = p * powerOfTwo(half) * powerOfTwo(n - half)
  y.replace(with: 0, where: x .< -87.336_544)
  y.replace(with: .infinity, where: x .> 88.722_84)
  y.replace(with: x, where: x .!= x)
  return y
}

/// 2^n for whole n from −126 to 127.
@inline(__always)
private func powerOfTwo<V: FloatVector>(_ n: V) -> V {
  V(bits: (n.rounded &+ 127) &<< 23)
}

/// 1 / (1 + e^−x), within 2.1 ulp: with e = e^−|x|, e / (1 + e) on the negative side and 1 minus that
/// on the positive one, so that it is 0.99999994 up to 17.3 and exactly 1 from 17.4, as the article's
/// framework has it.
@inline(__always)
func sigmoid<V: FloatVector>(_ x: V) -> V {
  let e = exponential(x.replacing(with: -x, where: x .> 0))
  let tail = e / (1 + e)
  return tail.replacing(with: 1 - tail, where: x .> 0)
}

/// tanh x, within 2 ulp. Below 0.625 the odd minimax polynomial of Cephes (Moshier 1989, `tanhf`);
/// above it 1 − 2 / (e^2|x| + 1).
@inline(__always)
func hyperbolicTangent<V: FloatVector>(_ x: V) -> V {
  let z = x * x
  var p = V(repeating: -5.704_988_7e-3)
  p = V(repeating: 2.063_908_9e-2).plus(p, times: z)
  p = V(repeating: -5.373_971_5e-2).plus(p, times: z)
  p = V(repeating: 1.333_144_2e-1).plus(p, times: z)
  p = V(repeating: -3.333_328_2e-1).plus(p, times: z)
  let small = x.plus(x * z, times: p)
  let magnitude = x.replacing(with: -x, where: x .< 0)
  let doubled = (magnitude * 2).clamped(
    lowerBound: V(repeating: 0), upperBound: V(repeating: 40))
  var large = 1 - 2 / (exponential(doubled) + 1)
  large.replace(with: -large, where: x .< 0)
  var y = small.replacing(with: large, where: magnitude .>= 0.625)
  y.replace(with: x, where: x .!= x)
  return y
}
