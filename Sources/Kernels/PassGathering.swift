import CProcessor

/// The columns of a panel that belong to one tile.
struct Segment {
  /// As many as a panel can have.
  static let most = 32

  /// The first column in the panel.
  var column: Int
  /// How many columns.
  var count: Int
  /// Where the patch of channel 0 begins in x; outside if the patch does.
  var source: Int
  /// The patch's rows and columns inside the picture.
  var top: Int
  var bottom: Int
  var left: Int
  var right: Int
  /// The tile's first output pixel, and the sample of the first column.
  var outRow: Int
  var outColumn: Int
  var sample: Int
}

/// Putting the patches that tiles see where products read them.
extension PassKernel {
  /// Lists the tiles of a panel, and gives their number.
  func findSegments(_ panel: Int, _ segments: UnsafeMutablePointer<Segment>) -> Int {
    let (vertical, horizontal, batch) = (pass.vertical, pass.horizontal, operands.batch)
    let first = panel * Self.panelColumns
    let end = min(first + Self.panelColumns, pass.columns(batch: batch))
    var count = 0
    var column = first
    while column < end {
      let (tile, sample) = column.quotientAndRemainder(dividingBy: batch)
      let (i, j) = tile.quotientAndRemainder(dividingBy: horizontal.tiles)
      let y = i * vertical.step + vertical.first
      let x = j * horizontal.step + horizontal.first
      let (height, width) = (patchHeight, patchWidth)
      let next = min(end, column - sample + batch)
      segments[count] = Segment(
        column: column - first, count: next - column,
        source: (y * horizontal.size + x) * operands.xStride + sample,
        top: min(max(0, -y), height), bottom: max(0, min(height, vertical.size - y)),
        left: min(max(0, -x), width), right: max(0, min(width, horizontal.size - x)),
        outRow: i * vertical.outStep + vertical.outFirst,
        outColumn: j * horizontal.outStep + horizontal.outFirst, sample: sample)
      count += 1
      column = next
    }
    return count
  }

  private var patchHeight: Int { Form.patch == 0 ? pass.vertical.patch : Form.patch }
  private var patchWidth: Int { Form.patch == 0 ? pass.horizontal.patch : Form.patch }

  /// Forms the values of some channels' patches. Whole vectors are written: what lies behind a
  /// segment's end is overwritten by the next, or read by nothing.
  func gather<P: PanelVector>(
    _ channels: Range<Int>, _ segments: UnsafePointer<Segment>, _ count: Int,
    into panel: UnsafeMutablePointer<Float>, _: P.Type
  ) {
    for s in 0..<count {
      let segment = segments[s]
      if Form.patch == 0 {
        gatherTaps(channels, segment, panel + segment.column, P.self)
      } else if segment.top == 0 && segment.left == 0 && segment.bottom == Form.patch
        && segment.right == Form.patch
      {
        gather(channels, segment, panel + segment.column) { x, a, b in
          P(at: x + (a * linePitch + b * operands.xStride))
        }
      } else {
        let (top, bottom, left, right) = (segment.top, segment.bottom, segment.left, segment.right)
        gather(channels, segment, panel + segment.column) { x, a, b in
          a >= top && a < bottom && b >= left && b < right
            ? P(at: x + (a * linePitch + b * operands.xStride)) : P()
        }
      }
    }
  }

  /// From one row of pixels to the next.
  private var linePitch: Int { pass.horizontal.size * operands.xStride }

  @inline(__always)
  private func gather<P: PanelVector>(
    _ channels: Range<Int>, _ segment: Segment, _ panel: UnsafeMutablePointer<Float>,
    _ load: (UnsafePointer<Float>, Int, Int) -> P
  ) {
    let plane = pass.vertical.size * linePitch
    let (line, pixel) = (linePitch, operands.xStride)
    let position = channels.count * Form.values * panelStride
    let stride = panelStride
    var x = operands.x + (channels.lowerBound * plane + segment.source)
    var panel = panel
    for _ in channels {
      var column = 0
      while column < segment.count {
        let x = x + column
        let to = panel + column
        @inline(__always) func value(_ a: Int, _ b: Int) -> P {
          // What the tile to the right does not share with this one will be read soon.
          if b >= Form.patch - Form.step {
            prefetchToRead(x + (a * line + (b + Form.step) * pixel))
          }
          return load(x, a, b)
        }
        @inline(__always) func give(_ value: Int, _ vector: P) {
          vector.store(
            to: to + (value / Form.values * position + value % Form.values * stride))
        }
        Form.gather(value, give)
        column += P.scalarCount
      }
      x += plane
      panel += Form.values * stride
    }
  }

  private func gatherTaps<P: PanelVector>(
    _ channels: Range<Int>, _ segment: Segment, _ panel: UnsafeMutablePointer<Float>, _: P.Type
  ) {
    let plane = pass.vertical.size * linePitch
    let (height, width) = (pass.vertical.patch, pass.horizontal.patch)
    let (line, pixel, stride) = (linePitch, operands.xStride, panelStride)
    let next = pass.horizontal.step * pixel
    let firstNew = max(0, width - pass.horizontal.step)
    var x = operands.x + (channels.lowerBound * plane + segment.source)
    var panel = panel
    for _ in channels {
      for a in 0..<height {
        let isInside = a >= segment.top && a < segment.bottom
        var at = x + a * line
        for b in 0..<width {
          let isPixel = isInside && b >= segment.left && b < segment.right
          var column = 0
          while column < segment.count {
            if b >= firstNew { prefetchToRead(at + (column + next)) }
            (isPixel ? P(at: at + column) : P()).store(to: panel + column)
            column += P.scalarCount
          }
          at += pixel
          panel += stride
        }
      }
      x += plane
    }
  }
}
