import Foundation
import Imaging
import Plotting
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Figures as files") struct FigureFileTests {
  @Test func pngHasItsSize() throws {
    let bytes = try renderFigure(losses, format: .png, width: 1200, height: 800)
    #expect(bytes.prefix(8) == [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    #expect(Array(bytes[16..<24]) == [0, 0, 0x04, 0xb0, 0, 0, 0x03, 0x20])
  }

  @Test func svgKeepsWordsAsText() throws {
    var figure = losses
    figure.title = "a < b & \"c\" \u{1b}"
    let svg = String(
      decoding: try renderFigure(figure, format: .svg, width: 1200, height: 800), as: UTF8.self)
    #expect(svg.contains(">a &lt; b &amp; &quot;c&quot;  </text>"))
    for words in ["epoch", "loss", "coin flip", "G", "D"] {
      #expect(svg.contains(">\(words)</text>"))
    }
    #expect(svg.contains("width=\"600\" height=\"400\""))
  }

  /// Labels of lines lie below the curves and beside each other.
  @Test func labelsOfLinesHideNothing() throws {
    var figure = losses
    figure.referenceLines = ["real a", "real b", "real c"].map { ReferenceLine(1, label: $0) }
    let svg = String(
      decoding: try renderFigure(figure, format: .svg, width: 1200, height: 800), as: UTF8.self)
    let lastCurve = try #require(svg.range(of: "stroke-width=\"1.5\"", options: .backwards))
    let places = try figure.referenceLines.map { line -> Double in
      let label = try #require(svg.range(of: ">\(line.label)</text>"))
      #expect(label.lowerBound < lastCurve.lowerBound)
      let start = try #require(
        svg[..<label.lowerBound].range(of: "<text x=\"", options: .backwards))
      return try #require(Double(svg[start.upperBound...].prefix { $0 != "\"" }))
    }
    for (place, next) in zip(places, places.dropFirst()) { #expect(next < place - 20) }
  }

  @Test func pdfIsOneWithoutItsDate() throws {
    let bytes = try renderFigure(losses, format: .pdf, width: 1200, height: 800)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasPrefix("%PDF-1."))
    #expect(text.contains("/CreationDate (20000101000000Z)") || text.contains("D:20000101"))
    #expect(text.contains("%%EOF"))
  }

  @Test(arguments: FigureFormat.allCases) func sameFigureSameBytes(format: FigureFormat) throws {
    let first = try renderFigure(losses, format: format, width: 900, height: 600)
    _ = try renderFigure(awkward[4].figure, format: format, width: 500, height: 400)
    let second = try renderFigure(losses, format: format, width: 900, height: 600)
    #expect(first == second)
  }

  @Test(arguments: FigureFormat.allCases) func awkwardFiguresAreDrawn(format: FigureFormat) throws {
    for (name, figure) in awkward {
      for (width, height) in [(100, 100), (600, 400), (2000, 150)] {
        let bytes = try renderFigure(figure, format: format, width: width, height: height)
        try expectDrawn(bytes, format, width: width, height: height, "\(name) \(width)x\(height)")
      }
    }
  }

  /// A file of its format, of that size, with more on it than paper.
  private func expectDrawn(
    _ bytes: [UInt8], _ format: FigureFormat, width: Int, height: Int, _ what: Comment
  ) throws {
    switch format {
    case .png:
      let image = try decodeImage(bytes)
      #expect(image.width == width && image.height == height, what)
      let pixels = stride(from: 0, to: image.pixels.count, by: image.pixels.count / width / height)
      let paper = image.pixels[0]
      #expect(pixels.count { image.pixels[$0] != paper } > 40, what)
    case .svg:
      let reader = SVGReader()
      let parser = XMLParser(data: Data(bytes))
      parser.delegate = reader
      #expect(parser.parse(), what)
      #expect(reader.root?["width"] == plain(Double(width) / 2), what)
      #expect(reader.root?["height"] == plain(Double(height) / 2), what)
      #expect(reader.shapes > 3 && reader.numbersAreFinite, what)
    case .pdf:
      let text = String(decoding: bytes, as: UTF8.self)
      let box = "/MediaBox [ 0 0 \(plain(Double(width) / 2)) \(plain(Double(height) / 2)) ]"
      #expect(text.hasPrefix("%PDF-1.") && text.contains(box), what)
      #expect(text.contains("%%EOF"), what)
    }
  }

  private func plain(_ number: Double) -> String {
    number == number.rounded() ? "\(Int(number))" : "\(number)"
  }

  /// Far more points than pixels: the file stays small, the spike stays in it.
  @Test func manyPointsAreThinned() throws {
    var y = [Double](repeating: 1, count: 200_000)
    for i in y.indices where i % 2 == 0 { y[i] = 1.1 }
    y[77_777] = 9
    var figure = Figure(series: [Series(name: "", x: y.indices.map(Double.init), y: y)])
    figure.yRange = 0...10
    let bytes = try renderFigure(figure, format: .svg, width: 1200, height: 800)
    #expect(bytes.count < 120_000)
    // The highest point lies a tenth below the top of the plot: 14 + 0.1 · 358.
    #expect(String(decoding: bytes, as: UTF8.self).contains(",49.8 "))
  }

  @Test func impossibleSizesAreErrors() {
    for (width, height) in [(0, 800), (1200, -1), (99, 100), (10_001, 400)] {
      #expect(throws: PlotError.size(width: width, height: height, allowed: figureSizes)) {
        try renderFigure(losses, format: .png, width: width, height: height)
      }
    }
  }
}

/// What a vector graphic is made of.
private final class SVGReader: NSObject, XMLParserDelegate {
  /// The attributes of the outermost element.
  var root: [String: String]?
  /// Elements that draw something.
  var shapes = 0
  /// Whether no coordinate is `nan` or `inf`.
  var numbersAreFinite = true

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    if root == nil { root = attributes }
    if ["path", "polyline", "line", "rect", "text", "circle"].contains(name) { shapes += 1 }
    for value in attributes.values where value.contains("nan") || value.contains("inf") {
      numbersAreFinite = false
    }
  }
}
