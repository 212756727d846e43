import Imaging
import Testing

@testable import Plotting

/// Numbers above the columns of a strip.
struct ColumnLabelTests {
  private func labels(_ widths: [Double], pitch: Double) -> [ColumnLabel] {
    let room = pitch * Double(widths.count)
    return widths.enumerated().map { index, width in
      let middle = (Double(index) + 0.5) * pitch
      return ColumnLabel(
        text: "\(index)", left: min(max(middle - width / 2, 0), room - width), width: width)
    }
  }

  private func shown(_ widths: [Double], pitch: Double) -> String {
    ColumnLabel.shown(labels(widths, pitch: pitch), space: 4).map(\.text).joined(separator: " ")
  }

  @Test func numbersThatTouchAreLeftOut() {
    #expect(shown([6, 6, 12, 18, 18], pitch: 66) == "0 1 2 3 4")
    #expect(shown(Array(repeating: 18, count: 11), pitch: 10) == "0 3 6 10")
    #expect(shown(Array(repeating: 7, count: 12), pitch: 10) == "0 2 4 6 8 11")
    #expect(shown([30, 30], pitch: 20) == "1")
    #expect(shown([18], pitch: 10) == "")
    #expect(shown([], pitch: 10) == "")
  }

  /// Whatever the pictures' width, numbers neither touch nor leave the sheet, and its ends are told.
  @Test(arguments: [4, 8, 16, 28, 64, 256]) func numbersDoNotOverlap(width: Int) throws {
    for count in [1, 2, 5, 11, 24] {
      let widths = (0..<count).map { Double(7 * String($0 * 50 + 1).count) }
      let shown = ColumnLabel.shown(labels(widths, pitch: Double(width + 2)), space: 4)
      for (one, next) in zip(shown, shown.dropFirst()) { #expect(one.right + 4 <= next.left) }
      #expect(shown.allSatisfy { $0.left >= 0 && $0.right <= Double(count * (width + 2)) })
      if width >= 16, count > 1 {
        #expect(shown.first?.text == "0" && shown.last?.text == "\(count - 1)")
      }
    }
  }

  @Test func aWideStripHasHighNumbers() throws {
    func height(_ count: Int, _ width: Int, indent: Int = 0) throws -> (Int, Int) {
      let png = try #require(
        try renderColumnLabels(
          Array(1...count), unit: "epoch", columnWidth: width, gap: 2, indent: indent))
      let image = try decodeImage(png)
      return (image.width, image.height)
    }
    #expect(try height(3, 64) == (200, 15))
    #expect(try height(24, 64) == (1586, 53))
    #expect(try height(3, 64, indent: 24) == (224, 15))
    #expect(
      try renderColumnLabels([1000], unit: "epoch", columnWidth: 8, gap: 2, indent: 0) == nil)
  }
}
