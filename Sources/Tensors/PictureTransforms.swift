/// Where the pixels of a picture are among the rows of a tensor.
public struct PixelLayout: Sendable, Equatable {
  /// Rows of pixels.
  public var height: Int
  /// Columns of pixels.
  public var width: Int
  /// Colours of a pixel.
  public var channels: Int
  /// Whether a channel's pixels follow each other (C, H, W), or a pixel's colours do (H, W, C).
  public var isChannelsFirst: Bool

  /// A layout.
  public init(height: Int, width: Int, channels: Int, isChannelsFirst: Bool) {
    self.height = height
    self.width = width
    self.channels = channels
    self.isChannelsFirst = isChannelsFirst
  }

  var count: Int { height * width * channels }

  func row(_ channel: Int, _ i: Int, _ j: Int) -> Int {
    isChannelsFirst ? (channel * height + i) * width + j : (i * width + j) * channels + channel
  }

  func pixel(_ row: Int) -> (channel: Int, i: Int, j: Int) {
    if isChannelsFirst {
      let pixel = row % (height * width)
      return (row / (height * width), pixel / width, pixel % width)
    }
    let pixel = row / channels
    return (row % channels, pixel / width, pixel % width)
  }
}

/// How each picture of a batch is changed: mirrored, shifted with zeros moving in, a rectangle cut out,
/// scaled and offset. All are linear but for the offset, so that gradients go back by the adjoint.
public struct PictureTransforms: Sendable {
  /// One row each: mirrored (0 or 1), shift down, shift right, then top, left, bottom, right of what is
  /// cut out, contrast, brightness; a column a picture.
  let values: Tensor
  /// Each picture's mean, then its offset, then sums of gradients.
  let sums: Tensor

  /// Memory for a batch.
  public init(batch: Int) {
    values = Tensor(rows: 9, columns: batch)
    sums = Tensor(rows: 1, columns: batch)
    for column in 0..<batch { self[column] = PictureTransform() }
  }

  /// Bytes for a batch.
  public static func byteCount(batch: Int) -> Int {
    Tensor.byteCount(rows: 9, columns: batch) + Tensor.byteCount(rows: 1, columns: batch)
  }

  /// How a picture is changed.
  public subscript(column: Int) -> PictureTransform {
    get {
      let v = { (row: Int) in values[row, column] }
      return PictureTransform(
        isMirrored: v(0) > 0, down: Int(v(1)), right: Int(v(2)),
        cutRows: Int(v(3))..<Int(v(5)), cutColumns: Int(v(4))..<Int(v(6)), contrast: v(7),
        brightness: v(8))
    }
    nonmutating set {
      let numbers: [Float] = [
        newValue.isMirrored ? 1 : 0, Float(newValue.down), Float(newValue.right),
        Float(newValue.cutRows.lowerBound), Float(newValue.cutColumns.lowerBound),
        Float(newValue.cutRows.upperBound), Float(newValue.cutColumns.upperBound),
        newValue.contrast, newValue.brightness,
      ]
      for (row, number) in numbers.enumerated() { values[row, column] = number }
    }
  }

  /// y = the changed pictures of x, both [pixels, batch].
  public func apply(_ x: Tensor, into y: Tensor, _ layout: PixelLayout, on workers: WorkerPool) {
    precondition(x.rows == layout.count && y.rows == x.rows && x.columns == sums.columns)
    precondition(y.columns == x.columns)
    let count = Float(layout.count)
    sumColumns(x)
    for column in 0..<x.columns {
      let contrast = values.start[7 * values.stride + column]
      let brightness = values.start[8 * values.stride + column]
      sums.start[column] = (1 - contrast) * sums.start[column] / count + brightness
    }
    workers.split(y.rows, granularity: 16) { rows in
      for row in rows {
        let (channel, i, j) = layout.pixel(row)
        let target = y.start + row * y.stride
        for column in 0..<y.columns {
          guard let source = source(column, i, j, layout) else {
            target[column] = 0
            continue
          }
          let value = x.start[layout.row(channel, source.i, source.j) * x.stride + column]
          target[column] = values.start[7 * values.stride + column] * value + sums.start[column]
        }
      }
    }
  }

  /// dx from dy, the gradients of `apply`'s pictures.
  public func applyAdjoint(
    _ dy: Tensor, into dx: Tensor, _ layout: PixelLayout, on workers: WorkerPool
  ) {
    precondition(dy.rows == layout.count && dx.rows == dy.rows && dy.columns == sums.columns)
    precondition(dx.columns == dy.columns)
    let count = Float(layout.count)
    sums.fill(0)
    for row in 0..<dy.rows {
      let (_, i, j) = layout.pixel(row)
      let gradient = dy.start + row * dy.stride
      for column in 0..<dy.columns where source(column, i, j, layout) != nil {
        sums.start[column] += gradient[column]
      }
    }
    workers.split(dx.rows, granularity: 16) { rows in
      for row in rows {
        let (channel, i, j) = layout.pixel(row)
        let target = dx.start + row * dx.stride
        for column in 0..<dx.columns {
          let contrast = values.start[7 * values.stride + column]
          var gradient = (1 - contrast) * sums.start[column] / count
          if let seen = destination(column, i, j, layout) {
            let row = layout.row(channel, seen.i, seen.j)
            gradient += contrast * dy.start[row * dy.stride + column]
          }
          target[column] = gradient
        }
      }
    }
  }

  private func sumColumns(_ x: Tensor) {
    sums.fill(0)
    for row in 0..<x.rows {
      let values = x.start + row * x.stride
      for column in 0..<x.columns { sums.start[column] += values[column] }
    }
  }

  @inline(__always)
  private func whole(_ row: Int, _ column: Int) -> Int {
    Int(values.start[row * values.stride + column])
  }

  /// Where a pixel of a changed picture comes from; `nil` where zeros are.
  @inline(__always)
  private func source(
    _ column: Int, _ i: Int, _ j: Int, _ layout: PixelLayout
  ) -> (i: Int, j: Int)? {
    if i >= whole(3, column), i < whole(5, column), j >= whole(4, column), j < whole(6, column) {
      return nil
    }
    let (row, moved) = (i - whole(1, column), j - whole(2, column))
    guard row >= 0, row < layout.height, moved >= 0, moved < layout.width else { return nil }
    return (row, whole(0, column) > 0 ? layout.width - 1 - moved : moved)
  }

  /// Where a pixel of a picture goes; `nil` where it is lost.
  @inline(__always)
  private func destination(
    _ column: Int, _ i: Int, _ j: Int, _ layout: PixelLayout
  ) -> (i: Int, j: Int)? {
    let mirrored = whole(0, column) > 0 ? layout.width - 1 - j : j
    let (row, moved) = (i + whole(1, column), mirrored + whole(2, column))
    guard row >= 0, row < layout.height, moved >= 0, moved < layout.width else { return nil }
    let isCut =
      row >= whole(3, column) && row < whole(5, column) && moved >= whole(4, column)
      && moved < whole(6, column)
    return isCut ? nil : (row, moved)
  }
}

/// How one picture is changed; as it is made, not at all.
public struct PictureTransform: Sendable, Equatable {
  /// Left and right are exchanged.
  public var isMirrored = false
  /// Pixels by which it is shifted down.
  public var down = 0
  /// Pixels by which it is shifted to the right.
  public var right = 0
  /// Rows of what is cut out.
  public var cutRows = 0..<0
  /// Columns of what is cut out.
  public var cutColumns = 0..<0
  /// Distances from the picture's mean are multiplied by it.
  public var contrast: Float = 1
  /// It is added to every pixel.
  public var brightness: Float = 0

  /// No change.
  public init() {}

  init(
    isMirrored: Bool, down: Int, right: Int, cutRows: Range<Int>, cutColumns: Range<Int>,
    contrast: Float, brightness: Float
  ) {
    self.isMirrored = isMirrored
    self.down = down
    self.right = right
    self.cutRows = cutRows
    self.cutColumns = cutColumns
    self.contrast = contrast
    self.brightness = brightness
  }
}
