import Foundation
import GANScript
import Imaging

/// A picture as a terminal shows it.
enum TerminalPicture {
  /// The picture in the way the terminal can take it; characters are as many as fit, at most 96 in
  /// a line and no more lines than the screen has.
  static func text(_ image: Image, _ terminal: Terminal, alternative: String) throws -> String {
    switch terminal.graphics {
    case .off: return "[\(alternative), \(image.width) x \(image.height)]"
    case .ascii: return raster(image, terminal).characters
    case .block: return raster(image, terminal).blocks(terminal.colors)
    case .kitty: return kitty(try encodePNG(image), columns: columns(image, terminal))
    case .iterm: return inline(try encodePNG(image), columns: columns(image, terminal))
    }
  }

  /// Pictures in a row, each with so many characters, drawn by as many lines of the screen, at the
  /// beginning of the first of which the cursor stands; it is then below them.
  static func row(_ images: [Image], _ terminal: Terminal, columns: Int, lines: Int) -> String {
    let rasters = images.map { Raster(image: $0, columns: columns, lines: lines) }
    func joined(_ texts: [String]) -> String {
      let parts = texts.map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
      return (0..<lines).map { line in
        parts.map { String($0[line]) }.joined(separator: " ") + "\n"
      }.joined()
    }
    let width = (columns + 1) * images.count - 1
    switch terminal.graphics {
    case .off: return ""
    case .ascii: return joined(rasters.map(\.characters))
    case .block: return joined(rasters.map { $0.blocks(terminal.colors) })
    case .kitty, .iterm:
      guard let png = try? encodePNG(grid(images, rows: 1, columns: images.count)) else {
        return ""
      }
      // The window scrolls first, so that there is room below the cursor, which the picture then does
      // not move. One name for all: a new picture takes the place of the one before.
      let picture =
        terminal.graphics == .kitty
        ? kitty(png, columns: width, keys: "r=\(lines),i=71,q=2,C=1,")
        : inline(png, columns: width, keys: "height=\(lines);doNotMoveCursor=1;")
      return String(repeating: "\n", count: lines) + "\u{1b}[\(lines)A" + picture
        + "\u{1b}[\(lines)B\r"
    }
  }

  /// As wide as the window and the picture allow, and not higher than the window.
  private static func columns(_ image: Image, _ terminal: Terminal) -> Int {
    let widest = min(terminal.columns, 96, image.width)
    let byHeight = max(terminal.rows - 2, 8) * 2 * image.width / max(image.height, 1)
    return max(1, min(widest, byHeight))
  }

  private static func raster(_ image: Image, _ terminal: Terminal) -> Raster {
    let columns = columns(image, terminal)
    return Raster(
      image: image, columns: columns, lines: max(1, image.height * columns / image.width / 2))
  }

  /// The kitty graphics protocol: the PNG in base 64, at most 4096 bytes a piece.
  private static func kitty(_ png: [UInt8], columns: Int, keys more: String = "") -> String {
    let text = Array(Data(png).base64EncodedString().utf8)
    var result = ""
    var start = 0
    repeat {
      let end = min(start + 4096, text.count)
      let keys = start == 0 ? "f=100,a=T,c=\(columns)," + more : ""
      let piece = String(decoding: text[start..<end], as: UTF8.self)
      result += "\u{1b}_G\(keys)m=\(end < text.count ? 1 : 0);\(piece)\u{1b}\\"
      start = end
    } while start < text.count
    return result
  }

  /// iTerm2's protocol for pictures among text.
  private static func inline(_ png: [UInt8], columns: Int, keys: String = "") -> String {
    let text = Data(png).base64EncodedString()
    return "\u{1b}]1337;File=inline=1;size=\(png.count);width=\(columns);"
      + keys + "preserveAspectRatio=1:\(text)\u{07}"
  }
}

/// A picture cut into the cells of a text.
private struct Raster {
  var image: Image
  var columns: Int
  var lines: Int

  private static let shades = Array(" .:-=+*#%@")

  /// Shades of plain characters.
  var characters: String {
    (0..<lines).map { y in
      String(
        (0..<columns).map { x in
          let level = average(x, y, of: lines).gray
          return Raster.shades[min(level * Raster.shades.count / 256, Raster.shades.count - 1)]
        })
    }.joined(separator: "\n")
  }

  /// Upper half blocks: the character's colour above, the background's below. A colour is only
  /// named where it changes.
  func blocks(_ colors: ColorDepth) -> String {
    (0..<lines).map { y in
      var line = ""
      var last = ""
      for x in 0..<columns {
        let top = average(x, 2 * y, of: 2 * lines)
        let bottom = average(x, 2 * y + 1, of: 2 * lines)
        let code = "\u{1b}[38;\(top.code(colors));48;\(bottom.code(colors))m"
        if code != last { line += code }
        last = code
        line += "▀"
      }
      return line + "\u{1b}[0m"
    }.joined(separator: "\n")
  }

  /// The mean colour of the part of the picture that a cell covers.
  private func average(_ x: Int, _ y: Int, of lines: Int) -> Pixel {
    let left = x * image.width / columns
    let right = max(left + 1, (x + 1) * image.width / columns)
    let top = min(y * image.height / lines, image.height - 1)
    let bottom = min(max(top + 1, (y + 1) * image.height / lines), image.height)
    var sums = [0, 0, 0]
    for row in top..<bottom {
      for column in left..<right {
        for channel in 0..<3 {
          let offset = (row * image.width + column) * image.channels
          sums[channel] += Int(image.pixels[offset + min(channel, image.channels - 1)])
        }
      }
    }
    let count = (right - left) * (bottom - top)
    return Pixel(red: sums[0] / count, green: sums[1] / count, blue: sums[2] / count)
  }
}

/// A colour.
private struct Pixel {
  var red: Int
  var green: Int
  var blue: Int

  var gray: Int { (red * 299 + green * 587 + blue * 114) / 1000 }

  /// The parameters of a colour sequence: the colour itself, or the nearest of the 24 grays or of
  /// the 6 × 6 × 6 cube of a 256-colour terminal.
  func code(_ colors: ColorDepth) -> String {
    if colors == .full { return "2;\(red);\(green);\(blue)" }
    if max(red, green, blue) - min(red, green, blue) < 12 {
      return "5;\(232 + min(23, max(0, (gray - 3) / 10)))"
    }
    let step = { (level: Int) in level < 48 ? 0 : level < 115 ? 1 : (level - 35) / 40 }
    return "5;\(16 + 36 * step(red) + 6 * step(green) + step(blue))"
  }
}
