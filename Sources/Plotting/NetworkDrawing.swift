import Foundation

/// A drawing of a generator and a discriminator: what goes in, what comes out, who learns from whom.
public struct NetworkDrawing: Sendable {
  /// How many numbers go into the generator and come out of each of its layers with weights.
  public var generator: [Int]
  /// The same of the discriminator.
  public var discriminator: [Int]

  /// A drawing of networks by the sizes of what flows through them.
  public init(generator: [Int], discriminator: [Int]) {
    self.generator = generator
    self.discriminator = discriminator
  }

  /// What it shows, for people who cannot see it.
  public var alternative: String {
    "The generator turns \(generator.first ?? 0) random numbers into a picture of "
      + "\(generator.last ?? 0) numbers; the discriminator turns a real or a generated picture into "
      + "the probability that it is real. The discriminator learns to tell them apart, the generator "
      + "to be taken for real."
  }

  /// The drawing in lines of characters.
  public func text(_ style: TextStyle) -> String {
    let arrow = style == .ascii ? " -> " : " → "
    func chain(_ sizes: [Int]) -> String { sizes.map(String.init).joined(separator: arrow) }
    return """
      generator      random numbers: \(chain(generator)): a picture; learns to be taken for real
      discriminator  a picture: \(chain(discriminator)): real or not; learns to tell them apart
      """
  }

  /// The drawing as SVG, in colours of a light or a dark page; words are text.
  ///
  /// A layer is a bar as high as the logarithm of its size.
  public var svg: [UInt8] {
    let widest = Double(max(generator.max() ?? 1, discriminator.max() ?? 1, 2))
    /// Bars from left to right around a middle line.
    func bars(_ sizes: [Int], x: Double, width: Double, y: Double, name: String) -> String {
      let step = width / Double(max(sizes.count, 1))
      return sizes.enumerated().map { index, size in
        let height = 10 + 80 * log(Double(max(size, 1))) / log(widest)
        let left = x + Double(index) * step
        return "<rect class=\"\(name)\" x=\"\(number(left))\" y=\"\(number(y - height / 2))\" "
          + "width=\"\(number(step * 0.7))\" height=\"\(number(height))\" rx=\"3\"/>"
      }.joined(separator: "\n")
    }
    return Array(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" width="640" height="330" viewBox="0 0 640 330" \
      font-family="system-ui, DejaVu Sans, Verdana, sans-serif" font-size="17" text-anchor="middle">
      <style>
      text { fill: #22211e } .dim { fill: #6d6a62 } .g { fill: #0072b2 } .d { fill: #e67e00 }
      .frame { fill: none; stroke: #6d6a62; stroke-width: 1.5 } .petal { fill: #d9a400 }
      .heart { fill: #6b4a1c } .dot { fill: #6d6a62 }
      .way { fill: none; stroke: #6d6a62; stroke-width: 2; marker-end: url(#tip) }
      .learn { fill: none; stroke-width: 2; stroke-dasharray: 6 4; marker-end: url(#tip) }
      .learn.g { fill: none; stroke: #0072b2 } .learn.d { fill: none; stroke: #e67e00 }
      @media (prefers-color-scheme: dark) { text { fill: #e9e6df } .dim { fill: #a09c92 }
      .g { fill: #4db3e6 } .d { fill: #f0a040 } .frame, .way { stroke: #a09c92 } .dot { fill: #a09c92 }
      .learn.g { stroke: #4db3e6 } .learn.d { stroke: #f0a040 } }
      </style>
      <defs>
      <marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" \
      orient="auto-start-reverse"><path class="dot" d="M0 0L10 5L0 10z"/></marker>
      <g id="flower">\(flower)</g>
      </defs>
      \(noise(x: 20, y: 68))
      <path class="way" d="M70 95H92"/>
      \(bars(generator, x: 98, width: 176, y: 95, name: "g"))
      <path class="way" d="M270 95H298"/>
      <rect class="frame" x="304" y="68" width="54" height="54" rx="4"/>
      <use href="#flower" x="331" y="95" opacity="0.55"/>
      <rect class="frame" x="304" y="198" width="54" height="54" rx="4"/>
      <use href="#flower" x="331" y="225"/>
      <path class="way" d="M364 100C386 110 386 150 404 152"/>
      <path class="way" d="M364 220C386 210 386 170 404 168"/>
      \(bars(discriminator, x: 412, width: 120, y: 160, name: "d"))
      <path class="way" d="M522 160H556"/>
      <text x="594" y="166">real?</text>
      <path class="learn g" d="M594 140C594 0 186 -30 186 40"/>
      <path class="learn d" d="M594 182C594 262 500 262 472 222"/>
      <text x="45" y="150">random</text><text x="45" y="171">numbers</text>
      <text x="186" y="171" font-weight="bold">generator</text>
      <text x="331" y="145">generated</text><text x="331" y="276">real picture</text>
      <text x="462" y="104" font-weight="bold">discriminator</text>
      <text x="380" y="52" font-size="15" class="dim">learns to be taken for real</text>
      <text x="520" y="292" font-size="15" class="dim">learns to tell them apart</text>
      </svg>

      """.utf8)
  }

  /// Eight petals around a heart.
  private var flower: String {
    (0..<8).map {
      "<ellipse class=\"petal\" cx=\"0\" cy=\"-14\" rx=\"5\" ry=\"9\" transform=\"rotate(\($0 * 45))\"/>"
    }.joined() + "<circle class=\"heart\" r=\"8\"/>"
  }

  /// A square of dots of different sizes.
  private func noise(x: Double, y: Double) -> String {
    (0..<25).map { index in
      let radius = 1 + Double(index * 37 % 25) / 8
      return "<circle class=\"dot\" cx=\"\(number(x + Double(index % 5) * 11))\" "
        + "cy=\"\(number(y + Double(index / 5) * 13))\" r=\"\(number(radius))\"/>"
    }.joined()
  }
}
