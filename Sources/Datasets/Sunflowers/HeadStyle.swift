extension DrawnSunflowers {
  /// What the heads of one variety have in common; pictures draw theirs by lot.
  struct HeadStyle {
    var petals: Int
    var layerCount: Int
    /// The disc's share of the whole radius.
    var discShare: Double
    /// The petals' width, 1 where neighbours just touch.
    var breadth: Double
    var widest: Double
    var roundness: Double
    var notches: Double
    var lift: Double
    var curl: Double
    /// How much petals of one head differ.
    var unevenness: Double
    /// The share of petals that are missing.
    var gaps: Double
    var petalColor: Tint
    var baseColor: Tint
    private var core: Tint
    private var ring: Tint
    private var rim: Tint
    private var coreEnd: Double
    private var rimStart: Double
    private var grain: Double

    init(_ random: inout RandomChoices) {
      petals = random.whole(13...24)
      layerCount = random.pick([1, 2, 2, 2, 3])
      discShare = random.around(0.43, 0.17)
      breadth = random.between(0.95, 1.5)
      widest = random.between(0.3, 0.55)
      roundness = random.chance(0.3) ? random.between(0.4, 0.8) : random.between(0, 0.35)
      notches = roundness > 0.4 ? 0.5 : 0
      lift = random.between(-0.05, 0.25)
      curl = random.between(-0.35, 0.2)
      unevenness = random.chance(0.3) ? random.between(0.25, 0.45) : random.between(0.1, 0.25)
      gaps = random.chance(0.25) ? random.between(0.08, 0.22) : random.between(0, 0.05)

      let yellows = [
        Tint(255, 216, 44), Tint(253, 200, 22), Tint(255, 226, 80), Tint(250, 186, 16),
        Tint(252, 208, 30), Tint(255, 232, 110),
      ]
      let rare = [Tint(238, 138, 20), Tint(246, 160, 18), Tint(250, 240, 180), Tint(176, 62, 22)]
      petalColor = random.near(random.chance(0.88) ? random.pick(yellows) : random.pick(rare), 0.05)
      let bases = [Tint(232, 150, 10), Tint(214, 120, 8), Tint(240, 176, 14), Tint(150, 60, 14)]
      let base = random.pick(random.chance(0.9) ? Array(bases.prefix(3)) : bases)
      baseColor = petalColor.red < 200 ? petalColor * 0.6 : base

      // Discs: ripe and dark, brown with a lighter ring, green and young, golden in full bloom.
      let kinds: [(Tint, Tint, Tint)] = [
        (Tint(44, 26, 14), Tint(34, 20, 12), Tint(74, 42, 16)),
        (Tint(60, 38, 18), Tint(38, 22, 12), Tint(128, 78, 22)),
        (Tint(120, 124, 44), Tint(66, 42, 16), Tint(126, 76, 18)),
        (Tint(118, 110, 40), Tint(110, 72, 22), Tint(176, 118, 26)),
        (Tint(30, 20, 18), Tint(24, 16, 16), Tint(52, 30, 20)),
        (Tint(142, 134, 52), Tint(160, 112, 30), Tint(192, 134, 28)),
        (Tint(84, 50, 22), Tint(92, 54, 20), Tint(60, 32, 12)),
      ]
      let kind = random.pick(kinds + kinds.prefix(3))
      core = random.near(kind.0, 0.15)
      ring = random.near(kind.1, 0.15)
      rim = random.near(kind.2, 0.15)
      coreEnd = random.between(0.25, 0.62)
      rimStart = random.between(0.66, 0.9)
      grain = random.between(0.25, 0.6)
    }

    /// The disc of one head.
    func disc(radius: Double, random: inout RandomChoices) -> Disc {
      Disc(
        radius: radius, core: random.near(core, 0.05), ring: random.near(ring, 0.05),
        rim: random.near(rim, 0.05), coreEnd: coreEnd, rimStart: rimStart,
        bulge: random.between(0.05, 0.3), florets: random.whole(150...230), grain: grain)
    }

    /// The same variety, but with fewer petals and florets for heads that are seen small.
    var small: HeadStyle {
      var style = self
      style.petals = min(petals, 15)
      style.layerCount = min(layerCount, 2)
      return style
    }
  }
}
