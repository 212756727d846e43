import CPNG
import Foundation

/// Encodes a picture as PNG of 8 bit, gray or RGB. The same picture gives the same bytes: there is
/// no time, no text, no name of a program in it.
public func encodePNG(_ image: Image) throws(ImageError) -> [UInt8] {
  guard image.width <= 1_000_000, image.height <= 1_000_000 else {
    throw .notEncodable("\(image.width) x \(image.height); a side has at most 1000000 pixels")
  }
  var writing = PNGWriting()
  defer { free(writing.bytes) }
  let done = image.pixels.withUnsafeBufferPointer { pixels in
    pngEncode(
      &writing, pixels.baseAddress, UInt32(image.width), UInt32(image.height),
      Int32(image.channels))
  }
  guard done == 1 else {
    let message = withUnsafeBytes(of: writing.message) { text in
      String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }
    throw .notEncodable(message.isEmpty ? "out of memory" : message)
  }
  return Array(UnsafeBufferPointer(start: writing.bytes, count: writing.count))
}
