extension Image {
  /// The picture with a number in its upper left corner, white on black, as large as the picture allows;
  /// a picture that the number would half cover stays as it is.
  public func labelled(_ number: Int) -> Image {
    let digits = String(max(number, 0)).compactMap(\.wholeNumberValue)
    let zoom = max(1, width / 100)
    let size = (width: (6 * digits.count + 1) * zoom, height: 9 * zoom)
    guard size.width * 2 <= width, size.height * 2 <= height else { return self }
    var image = self
    for y in 0..<size.height {
      for x in 0..<size.width {
        let (column, row) = (x / zoom - 1, y / zoom - 1)
        let digit = column / 6
        let isInk =
          column >= 0 && row >= 0 && row < 7 && column % 6 < 5 && digit < digits.count
          && digitRows[digits[digit]][row] >> (4 - column % 6) & 1 == 1
        let start = (y * width + x) * channels
        for channel in 0..<channels { image.pixels[start + channel] = isInk ? 255 : 0 }
      }
    }
    return image
  }
}

/// The digits 0 to 9, 5 x 7 pixels each: a number a row, its highest of five bits at the left.
private let digitRows: [[UInt8]] = [
  [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
  [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
  [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111],
  [0b01110, 0b10001, 0b00001, 0b00110, 0b00001, 0b10001, 0b01110],
  [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
  [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
  [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
  [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
  [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
  [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
]
