/// e^x, within 2 ulp for results in the normal range; below −87.3 it is 0, above 88.7 infinite.
@_transparent
func exponential<V: FloatVector>(_ x: V) -> V {
  let (quotient, remainder) = parted(x)
  let r = remainder
  let p = 1 + r.plus(r * r, times: exponentialTail(r))
  // 2^n in two factors, so that n = 128 does not overflow before the result does.
  let half = quotient &>> 1
  let y = p * powerOfTwo(half) * powerOfTwo(quotient &- half)
  return y.replaced(with: V(), where: x, isBelow: V(repeating: -87.336_544))
    .replaced(with: V(repeating: .infinity), where: V(repeating: 88.722_84), isBelow: x)
    .keepingNaN(of: x)
}

/// e^x − 1 for x up to 0, within 2 ulp.
///
/// With x = n ln 2 + r it is 2^n (e^r − 1) + (2^n − 1), where the second part is exact.
@inline(__always)
func exponentialMinusOne<V: FloatVector>(_ x: V) -> V {
  let (quotient, r) = parted(x)
  let power = powerOfTwo(quotient) as V
  let y = (power - 1).plus(power, times: r.plus(r * r, times: exponentialTail(r)))
  // Far from 0 the power would leave the normal range; close to it the result is x.
  return y.replaced(with: V(repeating: -1), where: x, isBelow: V(repeating: -20))
    .replaced(with: x, where: V(repeating: -1e-9), isBelow: x).keepingNaN(of: x)
}

/// x = n ln 2 + r with |r| ≤ ln 2 / 2, ln 2 in two parts (Cody and Waite 1980); n from −126 to 128.
@_transparent
private func parted<V: FloatVector>(_ x: V) -> (quotient: V.Bits, remainder: V) {
  let low = V(repeating: -87.4)
  let high = V(repeating: 88.8)
  let limited = x.replaced(with: low, where: x, isBelow: low)
    .replaced(with: high, where: high, isBelow: x)
  // Added to 1.5 · 2^23 a number is rounded to a whole one, which stands in the sum's last bits.
  let anchor = V(repeating: 0x1.8p23)
  let sum = anchor + limited * 1.442_695_04
  let n = sum - anchor
  let r = limited.plus(n, times: V(repeating: -0.693_359_375))
  return (sum.bits &- anchor.bits, r.plus(n, times: V(repeating: 2.121_944_4e-4)))
}

/// (e^r − 1 − r) / r², the Taylor polynomial, whose remainder at ln 2 / 2 makes 5e-9 of e^r.
@_transparent
private func exponentialTail<V: FloatVector>(_ r: V) -> V {
  var p = V(repeating: 1 / 5040)
  p = V(repeating: 1 / 720).plus(p, times: r)
  p = V(repeating: 1 / 120).plus(p, times: r)
  p = V(repeating: 1 / 24).plus(p, times: r)
  p = V(repeating: 1 / 6).plus(p, times: r)
  return V(repeating: 0.5).plus(p, times: r)
}

/// 2^n for n from −126 to 127.
@_transparent
private func powerOfTwo<V: FloatVector>(_ n: V.Bits) -> V { V(bits: (n &+ 127) &<< 23) }

/// 1 / (1 + e^−x), within 2.2 ulp: with e = e^−|x|, e / (1 + e) on the negative side and 1 minus that
/// on the positive one, so that it is 0.99999994 up to 17.3 and exactly 1 from 17.4, as the article's
/// framework has it.
@inline(__always)
func sigmoid<V: FloatVector>(_ x: V) -> V {
  let e = exponential(-x.magnitude)
  let tail = e / (1 + e)
  return tail.replaced(with: 1 - tail, where: V(), isBelow: x)
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
  let magnitude = x.magnitude
  let large = (1 - 2 / (exponential(magnitude * 2) + 1)).signed(as: x)
  return small.replaced(with: large, where: V(repeating: 0.625), isAtMost: magnitude)
}

/// erf x, within 2 ulp. Up to 1 an odd polynomial; above it 1 − e^q(|x|) with a polynomial q for
/// ln erfc. Both are minimax fits, with errors of 1.2e-9 and 1.1e-9 of the result.
@inline(__always)
func errorFunction<V: FloatVector>(_ x: V) -> V {
  let z = x * x
  var p = V(repeating: 7.853_857_7e-5)
  p = V(repeating: -8.010_192_5e-4).plus(p, times: z)
  p = V(repeating: 5.188_327_6e-3).plus(p, times: z)
  p = V(repeating: -2.685_381_2e-2).plus(p, times: z)
  p = V(repeating: 1.128_358_515e-1).plus(p, times: z)
  p = V(repeating: -3.761_262_582e-1).plus(p, times: z)
  // 2 / √π in two parts: 1 and the rest.
  p = V(repeating: 1.283_791_66e-1).plus(p, times: z)
  let small = x.plus(x, times: p)
  // erf 4 rounds to 1.
  let magnitude = x.magnitude
  let four = V(repeating: 4)
  let t = magnitude.replaced(with: four, where: four, isBelow: magnitude)
  var q = V(repeating: 1.863_800_856e-4)
  q = V(repeating: -2.947_666_809e-3).plus(q, times: t)
  q = V(repeating: 2.183_809_702e-2).plus(q, times: t)
  q = V(repeating: -1.031_068_215e-1).plus(q, times: t)
  q = V(repeating: -6.381_447_581e-1).plus(q, times: t)
  q = V(repeating: -1.270_892_34e-1).plus(q, times: t)
  // The polynomial's derivative at 0 is near −1; the part that is exactly −1 is taken last.
  q = (V(repeating: -3.415_125_76e-4) - t).plus(q, times: t)
  let large = (1 - exponential(q)).signed(as: x)
  return small.replaced(with: large, where: V(repeating: 1), isBelow: magnitude)
}

/// The angle of (x, y) with y ≥ 0, from 0 to π, within 3e-7; 0 for (0, 0). The arc tangent of the smaller
/// coordinate by the larger is the polynomial 4.4.49 of Abramowitz and Stegun 1964.
@inline(__always)
func angle<V: FloatVector>(_ x: V, _ y: V) -> V {
  let width = x.magnitude
  let smaller = y.replaced(with: width, where: width, isBelow: y)
  let larger = width.replaced(with: y, where: width, isBelow: y)
  // Where both are 0 the quotient is, too.
  let least = V(repeating: .leastNormalMagnitude)
  let t = smaller / larger.replaced(with: least, where: larger, isBelow: least)
  let z = t * t
  var p = V(repeating: 0.002_866_225_7)
  p = V(repeating: -0.016_165_736_7).plus(p, times: z)
  p = V(repeating: 0.042_909_613_8).plus(p, times: z)
  p = V(repeating: -0.075_289_640_0).plus(p, times: z)
  p = V(repeating: 0.106_562_639_3).plus(p, times: z)
  p = V(repeating: -0.142_088_994_4).plus(p, times: z)
  p = V(repeating: 0.199_935_508_5).plus(p, times: z)
  p = V(repeating: -0.333_331_452_8).plus(p, times: z)
  let gentle = t.plus(t * z, times: p)
  let turned = gentle.replaced(
    with: V(repeating: .pi / 2) - gentle, where: width, isBelow: y)
  return turned.replaced(with: V(repeating: .pi) - turned, where: x, isBelow: V())
}
