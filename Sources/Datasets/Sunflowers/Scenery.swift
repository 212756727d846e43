extension DrawnSunflowers.Backdrop {
  private typealias Spot = DrawnSunflowers.Spot
  private typealias Tint = DrawnSunflowers.Tint

  /// A heap of soft white blobs, grayer below.
  func cloud(
    _ canvas: inout DrawnSunflowers.Canvas, _ light: DrawnSunflowers.Spot,
    _ random: inout DrawnSunflowers.RandomChoices
  ) {
    let center = Self.anywhere(canvas, &random)
    let size = random.between(0.25, 0.7)
    let opacity = random.between(0.4, 0.85)
    for _ in 0..<12 {
      let position =
        center + Spot(x: random.around(0, size * 1.4), y: random.around(0, size * 0.45))
      let gray = 245 - 60 * DrawnSunflowers.smoothStep(-0.2, 0.5, (position.y - center.y) / size)
      canvas.blob(
        position, radius: size * random.between(0.3, 0.65), Tint(gray, gray, gray + 4),
        opacity: opacity, hardness: 0.2)
    }
  }

  /// Leaves in all directions, the nearer the brighter.
  func foliage(
    _ canvas: inout DrawnSunflowers.Canvas, _ count: Int, _ green: DrawnSunflowers.Tint,
    _ light: DrawnSunflowers.Spot, _ random: inout DrawnSunflowers.RandomChoices
  ) {
    for index in 0..<count {
      let leaf = DrawnSunflowers.Leaf(
        base: Self.anywhere(canvas, &random), angle: random.between(0, 6.28),
        length: random.between(0.25, 0.7), breadth: random.between(0.15, 0.4),
        droop: random.between(0, 0.3),
        color: random.near(green, 0.3) * (0.5 + 0.6 * Double(index) / Double(count)))
      leaf.paint(on: &canvas, light: light)
    }
  }

  /// Blades of grass and stalks.
  func grass(
    _ canvas: inout DrawnSunflowers.Canvas, _ count: Int, _ green: DrawnSunflowers.Tint,
    _ random: inout DrawnSunflowers.RandomChoices, from horizon: Double = -1.1
  ) {
    for index in 0..<count {
      let depth = Double(index) / Double(count)
      let foot = Spot(
        x: random.between(-1.1, 1.1) * canvas.reach.x,
        y: horizon + 0.3 + (canvas.reach.y + 0.3 - horizon) * depth)
      let height = random.between(0.2, 0.5) * (0.4 + 0.8 * depth)
      let lean = random.around(0, 0.25)
      canvas.stroke(
        [
          foot, foot + Spot(x: lean * 0.3, y: -height * 0.5), foot + Spot(x: lean, y: -height),
        ], from: 0.05 * (0.4 + depth), to: 0.012, DrawnSunflowers.Flat(random.near(green, 0.4)),
        opacity: 0.8)
    }
  }

  /// A fence or a wall: boards side by side.
  func boards(_ canvas: inout DrawnSunflowers.Canvas, _ random: inout DrawnSunflowers.RandomChoices)
  {
    let wood = random.near(
      random.pick([Tint(126, 112, 96), Tint(94, 70, 52), Tint(146, 142, 138), Tint(110, 62, 48)]),
      0.1)
    canvas.fill(DrawnSunflowers.Flat(wood * 0.4))
    let level = random.chance(0.4)
    let width = random.between(0.22, 0.5)
    let reach = level ? canvas.reach.y : canvas.reach.x
    let other = (level ? canvas.reach.x : canvas.reach.y) + 0.1
    var edge = -reach - random.between(0, width)
    while edge < reach {
      let corners = [
        Spot(x: edge, y: -other), Spot(x: edge + width * 0.93, y: -other),
        Spot(x: edge + width * 0.93, y: other), Spot(x: edge, y: other),
      ]
      let color = random.near(wood, 0.14)
      canvas.fill(
        level ? corners.map { Spot(x: $0.y, y: $0.x) } : corners,
        DrawnSunflowers.Wash(
          top: color, bottom: color * 0.9, relief: 0.12, slant: 0,
          noise: DrawnSunflowers.Noise(&random), frequency: 4))
      edge += width
    }
  }

  /// Sky over a field of blurred sunflowers or of green; the horizon stands at any height.
  static func horizon(
    _ canvas: inout DrawnSunflowers.Canvas, _ light: DrawnSunflowers.Spot,
    _ random: inout DrawnSunflowers.RandomChoices
  ) {
    let sky = random.pick([DrawnSunflowers.Backdrop.sky, .cloudySky, .cloudySky, .paleSky])
    sky.paint(on: &canvas, light: light, random: &random)
    let line = random.between(-0.35, 0.75)
    let green = random.near(
      random.pick([Tint(74, 98, 36), Tint(104, 116, 50), Tint(52, 72, 30)]), 0.15)
    let right = canvas.reach.x + 0.1
    let bottom = canvas.reach.y + 0.1
    if random.chance(0.6) {
      // Trees far away.
      var x = -right
      while x < right {
        let size = random.between(0.05, 0.16)
        canvas.blob(
          Spot(x: x, y: line), radius: size * 1.6, random.near(green * 0.5, 0.2), opacity: 0.95,
          hardness: 0.7)
        x += size
      }
    }
    canvas.fill(
      [
        Spot(x: -right, y: line), Spot(x: right, y: line + random.around(0, 0.06)),
        Spot(x: right, y: bottom), Spot(x: -right, y: bottom),
      ],
      DrawnSunflowers.Wash(
        top: green * 1.1, bottom: green * 0.6, relief: 0.25, slant: 0,
        noise: DrawnSunflowers.Noise(&random), frequency: 6))
    let blooms = random.chance(0.6)
    let count = 90
    for index in 0..<count {
      let depth = Double(index) / Double(count)
      let position = Spot(
        x: random.between(-right, right), y: line + (bottom - line) * depth * depth + 0.02)
      let size = 0.025 + 0.13 * depth
      let yellow = blooms && random.chance(0.45)
      let color = yellow ? Tint(226, 182, 40) : green * random.between(0.5, 1.5)
      canvas.blob(position, radius: size, random.near(color, 0.1), opacity: 0.75, hardness: 0.5)
      if yellow {
        canvas.blob(position, radius: size * 0.4, Tint(60, 40, 14), opacity: 0.7, hardness: 0.5)
      }
    }
    if !blooms { DrawnSunflowers.Backdrop.meadow.grass(&canvas, 50, green, &random, from: line) }
  }
}
