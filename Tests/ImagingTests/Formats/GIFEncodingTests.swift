import Foundation
import Imaging
import Synchronization
import Testing

@Suite struct GIFEncodingTests {
  private static let gray = (0..<5).map { i in
    Image(
      width: 31, height: 19, channels: 1,
      pixels: (0..<31 * 19).map { UInt8(truncatingIfNeeded: $0 * (i + 1)) })
  }

  @Test("frames, delays and the endless loop are in the file")
  func structure() throws {
    let bytes = try encodeGIF(frames: Self.gray, delays: .all(12, last: 300))
    let blocks = try GIFBlocks(bytes)
    #expect(blocks.frames == 5)
    #expect(blocks.delays == [12, 12, 12, 12, 300])
    #expect(blocks.loops == 0)
    #expect(try encodeGIF(frames: Self.gray, delays: .each([12, 12, 12, 12, 300])) == bytes)
  }

  @Test("each gray is the nearest level", arguments: [2, 16, 64, 100, 256])
  func levels(levels: Int) throws {
    let image = Self.gray[0]
    let bytes = try encodeGIF(frames: [image], delays: .all(1, last: 1), levels: levels)
    let back = try prepare(
      decodeImage(bytes), width: image.width, height: image.height, color: .gray)
    let step = 255.0 / Double(levels - 1)
    for (old, new) in zip(image.pixels, back.pixels) {
      #expect(abs(Double(old) - Double(new)) <= step / 2 + 0.5)
    }
    if levels == 256 { #expect(back == image) }
    #expect(Set(back.pixels).count <= levels)
  }

  @Test("colours come near")
  func colored() throws {
    var pixels: [UInt8] = []
    for y in 0..<30 {
      for x in 0..<40 { pixels += [UInt8(6 * x), UInt8(8 * y), 90] }
    }
    let image = Image(width: 40, height: 30, channels: 3, pixels: pixels)
    let bytes = try encodeGIF(frames: [image, image], delays: .all(5, last: 5), levels: 256)
    #expect(try encodeGIF(frames: [image, image], delays: .all(5, last: 5)) == bytes)
    #expect(try GIFBlocks(bytes).frames == 2)
    let back = try prepare(decodeImage(bytes), width: 40, height: 30, color: .rgb)
    var error = 0
    for (old, new) in zip(image.pixels, back.pixels) { error += abs(Int(old) - Int(new)) }
    #expect(Double(error) / Double(image.pixels.count) < 3)
  }

  @Test("colours are the same, whatever other threads encode")
  func onThreads() throws {
    let images = (0..<8).map { turn in
      Image(
        width: 64, height: 64, channels: 3,
        pixels: (0..<3 * 64 * 64).map { UInt8(truncatingIfNeeded: $0 &* $0 / (turn + 3)) })
    }
    let alone = try images.map { try encodeGIF(frames: [$0], delays: .all(1, last: 1)) }
    let differing = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 64) { turn in
      let at = turn % images.count
      let bytes = try? encodeGIF(frames: [images[at]], delays: .all(1, last: 1))
      if bytes != alone[at] { differing.add(1, ordering: .relaxed) }
    }
    #expect(differing.load(ordering: .relaxed) == 0)
  }

  @Test("a picture of few colours keeps them", arguments: [1, 2, 3])
  func fewColors(count: Int) throws {
    let colors: [[UInt8]] = [[250, 10, 30], [10, 200, 90], [0, 0, 255]]
    let image = Image(
      width: 6, height: 4, channels: 3, pixels: (0..<24).flatMap { colors[$0 % count] })
    let bytes = try encodeGIF(frames: [image], delays: .all(1, last: 1))
    #expect(try prepare(decodeImage(bytes), width: 6, height: 4, color: .rgb) == image)
  }

  @Test("what cannot be written is refused")
  func refused() {
    let frame = Self.gray[0]
    let other = Image(width: 3, height: 3, channels: 1, level: 0)
    let colored = frame.colored()
    for frames in [[], [frame, other], [frame, colored]] {
      #expect(throws: ImageError.self) {
        try encodeGIF(frames: frames, delays: .all(1, last: 1))
      }
    }
    for delays in [FrameDelays.all(1, last: 70_000), .each([]), .each([1, 2]), .each([-1])] {
      #expect(throws: ImageError.self) { try encodeGIF(frames: [frame], delays: delays) }
    }
    for levels in [0, 1, 257] {
      #expect(throws: ImageError.self) {
        try encodeGIF(frames: [frame], delays: .all(1, last: 1), levels: levels)
      }
    }
  }
}

/// The blocks of a GIF file, walked over without decoding.
private struct GIFBlocks {
  var frames = 0
  var delays: [Int] = []
  var loops: Int?

  init(_ bytes: [UInt8]) throws {
    func tableSize(_ flags: UInt8) -> Int { flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1) }
    var position = 13 + tableSize(bytes[10])
    func skipBlocks() {
      while bytes[position] != 0 { position += 1 + Int(bytes[position]) }
      position += 1
    }
    while bytes[position] != 0x3b {
      if bytes[position] == 0x2c {
        frames += 1
        position += 10 + tableSize(bytes[position + 9]) + 1
      } else {
        try #require(bytes[position] == 0x21)
        let data = Array(bytes[(position + 3)...].prefix(18))
        if bytes[position + 1] == 0xf9 { delays.append(Int(data[1]) | Int(data[2]) << 8) }
        if bytes[position + 1] == 0xff, data.starts(with: Array("NETSCAPE2.0".utf8)) {
          loops = Int(data[13]) | Int(data[14]) << 8
        }
        position += 2
      }
      skipBlocks()
    }
    try #require(position == bytes.count - 1)
  }
}
