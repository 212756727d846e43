/// Sine and cosine from exact IEEE operations alone: the same bits on every machine.
///
/// The functions of system libraries differ in their last bits, and so would drawn pictures.
public enum PortableMath {
  /// The sine of an angle in radians; within 1e-15 for angles up to 1000.
  public static func sine(_ angle: Double) -> Double { pair(angle).sine }

  /// The cosine of an angle in radians; within 1e-15 for angles up to 1000.
  public static func cosine(_ angle: Double) -> Double { pair(angle).cosine }

  /// Both at once: reduction to an eighth of a turn around 0 (Cody and Waite 1980), then Taylor
  /// polynomials of degrees 15 and 16.
  public static func pair(_ angle: Double) -> (sine: Double, cosine: Double) {
    let quarters = (angle * 0.636_619_772_367_581_4).rounded()
    let r = (angle - quarters * 0x1.921fb544p+0) - quarters * 0x1.0b4611a626331p-34
    let q = r * r
    var s = -1.0 / 1_307_674_368_000
    for factor in sineFactors { s = s * q + factor }
    var c = 1.0 / 20_922_789_888_000
    for factor in cosineFactors { c = c * q + factor }
    let sine = r * s
    switch Int(quarters) & 3 {
    case 0: return (sine, c)
    case 1: return (c, -sine)
    case 2: return (-sine, -c)
    default: return (-c, sine)
    }
  }

  private static let sineFactors: [Double] = [
    1.0 / 6_227_020_800, -1.0 / 39_916_800, 1.0 / 362_880, -1.0 / 5040, 1.0 / 120, -1.0 / 6, 1,
  ]
  private static let cosineFactors: [Double] = [
    -1.0 / 87_178_291_200, 1.0 / 479_001_600, -1.0 / 3_628_800, 1.0 / 40_320, -1.0 / 720, 1.0 / 24,
    -0.5, 1,
  ]
}
