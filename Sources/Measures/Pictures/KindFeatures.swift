import Foundation

/// The features from which a picture's kind is classified: gradients by direction in 8 × 8 cells,
/// and the picture in 8 × 8 cells itself.
///
/// Histograms of oriented gradients (Dalal and Triggs 2005), eight directions without sign, each
/// cell divided by the length of its histogram; the picture is smoothed a little before, so that a
/// generator's noise weighs less.
func kindFeatures(_ picture: Plane) -> [Double] {
  let smooth = picture.smoothed([0.25, 0.5, 0.25])
  let (h, w) = (smooth.height, smooth.width)
  let cells = 8
  let directions = 8
  var histogram = [Double](repeating: 0, count: cells * cells * directions)
  var brightness = [Double](repeating: 0, count: cells * cells)
  var counts = [Int](repeating: 0, count: cells * cells)
  for row in 0..<h {
    for column in 0..<w {
      let cell = row * cells / h * cells + column * cells / w
      brightness[cell] += Double(smooth[row, column])
      counts[cell] += 1
      guard row > 0, row < h - 1, column > 0, column < w - 1 else { continue }
      let dx = Double(smooth[row, column + 1] - smooth[row, column - 1])
      let dy = Double(smooth[row + 1, column] - smooth[row - 1, column])
      let length = (dx * dx + dy * dy).squareRoot()
      guard length > 0 else { continue }
      var turn = atan2(dy, dx) / .pi
      if turn < 0 { turn += 1 }
      let position = turn * Double(directions)
      let first = Int(position)
      let share = position - Double(first)
      histogram[cell * directions + first % directions] += length * (1 - share)
      histogram[cell * directions + (first + 1) % directions] += length * share
    }
  }
  for cell in 0..<cells * cells {
    let range = cell * directions..<(cell + 1) * directions
    let length = (histogram[range].reduce(0) { $0 + $1 * $1 } + 0.25).squareRoot()
    for index in range { histogram[index] /= length }
    brightness[cell] /= Double(max(counts[cell], 1))
  }
  return histogram + brightness
}
