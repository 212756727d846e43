/// Pictures as planes of numbers: [count, height, width], one channel.
///
/// Measures of pictures look at brightness; colours are weighted as Pillow's `L` does it.
public struct PictureSet: Sendable {
  /// Rows of a picture.
  public let height: Int
  /// Columns of a picture.
  public let width: Int
  /// How many pictures.
  public let count: Int
  /// All pictures, row by row.
  public let values: [Float]

  /// Pictures of one channel.
  public init(_ values: [Float], height: Int, width: Int) {
    precondition(height > 0 && width > 0 && values.count % (height * width) == 0)
    self.height = height
    self.width = width
    self.values = values
    count = values.count / (height * width)
  }

  /// Samples [count, height · width · channels] as pictures, colours turned to brightness.
  public init(samples: [Float], shape: PictureShape) {
    guard shape.channels == 3 else {
      self.init(samples, height: shape.height, width: shape.width)
      return
    }
    let brightness = (0..<samples.count / 3).map { pixel in
      PictureSet.brightness(samples[3 * pixel], samples[3 * pixel + 1], samples[3 * pixel + 2])
    }
    self.init(brightness, height: shape.height, width: shape.width)
  }

  /// How bright a colour is (ITU-R BT.601).
  static func brightness(_ red: Float, _ green: Float, _ blue: Float) -> Float {
    let warm = 0.299 * red + 0.587 * green
    return warm + 0.114 * blue
  }

  /// One picture.
  public subscript(_ index: Int) -> Plane {
    let size = height * width
    return Plane(
      Array(values[index * size..<(index + 1) * size]), height: height, width: width)
  }
}

/// How the numbers of a sample make a picture: rows of pixels of channels.
public struct PictureShape: Sendable, Equatable {
  /// Rows.
  public var height: Int
  /// Columns.
  public var width: Int
  /// 1 for gray, 3 for red, green and blue.
  public var channels: Int

  /// A shape.
  public init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }
}

/// One picture of one channel.
public struct Plane: Sendable, Equatable {
  /// Rows.
  public let height: Int
  /// Columns.
  public let width: Int
  /// Row by row.
  public var values: [Float]

  /// A picture of numbers given row by row.
  public init(_ values: [Float], height: Int, width: Int) {
    precondition(values.count == height * width)
    self.values = values
    self.height = height
    self.width = width
  }

  /// The element at a row and a column.
  public subscript(_ row: Int, _ column: Int) -> Float {
    get { values[row * width + column] }
    set { values[row * width + column] = newValue }
  }

  /// The picture under a separable filter of odd length, only where the filter lies wholly inside.
  func filtered(_ kernel: [Float]) -> Plane {
    let reach = kernel.count - 1
    let (h, w) = (height - reach, width - reach)
    guard h > 0, w > 0 else { return Plane([], height: 0, width: 0) }
    var across = [Float](repeating: 0, count: height * w)
    for row in 0..<height {
      for (offset, weight) in kernel.enumerated() {
        for column in 0..<w {
          across[row * w + column] += weight * values[row * width + column + offset]
        }
      }
    }
    var result = Plane([Float](repeating: 0, count: h * w), height: h, width: w)
    for row in 0..<h {
      for (offset, weight) in kernel.enumerated() {
        for column in 0..<w {
          result.values[row * w + column] += weight * across[(row + offset) * w + column]
        }
      }
    }
    return result
  }

  /// The picture under a separable filter of odd length; beyond the edge its last pixel is
  /// repeated.
  func smoothed(_ kernel: [Float]) -> Plane {
    let reach = kernel.count / 2
    var padded = Plane(
      [Float](repeating: 0, count: (height + 2 * reach) * (width + 2 * reach)),
      height: height + 2 * reach, width: width + 2 * reach)
    for row in 0..<padded.height {
      let y = min(max(row - reach, 0), height - 1)
      for column in 0..<padded.width {
        padded[row, column] = self[y, min(max(column - reach, 0), width - 1)]
      }
    }
    return padded.filtered(kernel)
  }

  /// Half as high and wide: means of two by two pixels; an odd last row or column is left out.
  var halved: Plane {
    let (h, w) = (height / 2, width / 2)
    var result = Plane([Float](repeating: 0, count: h * w), height: h, width: w)
    for row in 0..<h {
      for column in 0..<w {
        result[row, column] =
          (self[2 * row, 2 * column] + self[2 * row, 2 * column + 1]
            + self[2 * row + 1, 2 * column] + self[2 * row + 1, 2 * column + 1]) / 4
      }
    }
    return result
  }
}
