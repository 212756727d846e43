import Testing

@testable import Imaging

/// Counts the bytes that a decoder gives.
private final class StripeCounter: RowReceiver {
  var total = 0
  var largest = 0
  func begin(_ form: PictureForm) {}
  func take(_ rows: UnsafeBufferPointer<UInt8>) {
    total += rows.count
    largest = max(largest, rows.count)
  }
}

/// What holds for every file of every format.
@Suite struct FormatLawsTests {
  @Test(
    "a file cut anywhere is an error or has all rows, as Pillow decides it",
    arguments: Fixtures.pictures)
  func truncated(file: String) throws {
    let bytes = try Fixtures.bytes(file)
    let whole = try decodeImage(bytes)
    for length in 0..<bytes.count {
      do {
        let decoded = try decodeImage(Array(bytes.prefix(length)))
        // What follows the last row is not asked for.
        #expect(decoded == whole, "\(length) of \(bytes.count) bytes")
      } catch {
        #expect(["truncated", "not an image"].contains(error.sort), "\(length): \(error)")
      }
    }
  }

  @Test("a wrong byte anywhere is an error or a picture", arguments: Fixtures.pictures)
  func damaged(file: String) throws {
    let bytes = try Fixtures.bytes(file)
    let limits = ImageLimits(pixels: 1 << 20)
    for index in bytes.indices {
      for change: UInt8 in [0x01, 0x80, 0xff] {
        var wrong = bytes
        wrong[index] ^= change
        do {
          let decoded = try decodeImage(wrong, limits: limits)
          let image = try prepare(decoded, width: 3, height: 2, color: .rgb)
          #expect(image.pixels.count == 18)
        } catch { #expect(!error.message.isEmpty) }
      }
    }
  }

  @Test("a wrong byte in PNG never goes unnoticed")
  func checked() throws {
    let bytes = try Fixtures.bytes("rgb8.png")
    // The last four are the checksum of the end, which holds nothing.
    for index in bytes.indices.dropLast(4) {
      var wrong = bytes
      wrong[index] ^= 0x10
      do {
        let findings = try prepareFile(wrong, width: 3, height: 2, color: .rgb).findings
        #expect(findings.isBroken, "byte \(index)")
      } catch { #expect(!error.message.isEmpty) }
    }
  }

  @Test(
    "a file prepared stripe by stripe is the picture prepared whole", arguments: Fixtures.pictures)
  func stripes(file: String) throws {
    let bytes = try Fixtures.bytes(file)
    let whole = try decodeImage(bytes)
    let filters: [ResampleFilter] = [.bicubic, .nearest, .box]
    for (filter, color) in filters.flatMap({ filter in [(filter, ColorMode.gray), (filter, .rgb)] })
    {
      for (width, height) in [
        (7, 5), (whole.width, 9), (9, whole.height), (whole.width, whole.height),
      ] {
        let (image, findings) = try prepareFile(
          bytes, width: width, height: height, color: color, filter: filter)
        #expect(
          try image == prepare(whole, width: width, height: height, color: color, filter: filter))
        #expect(!findings.isBroken, "\(file)")
      }
    }
  }

  @Test(
    "no decoder holds a large picture whole, interlaced or not",
    arguments: ["png", "interlaced png", "gif", "interlaced gif"], [1, 3])
  func parts(form: String, channels: Int) throws {
    let (width, height) = (900, 1_100)
    let image = Image(
      width: width, height: height, channels: channels,
      pixels: (0..<width * height * channels).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) })
    let bytes: [UInt8]
    switch form {
    case "png": bytes = try encodePNG(image)
    case "interlaced png": bytes = StoredFiles.interlacedPNG(image)
    default:
      guard channels == 1 else { return }
      bytes = StoredFiles.gif(image, isInterlaced: form == "interlaced gif")
    }
    let format = try #require(ImageFormat.ofContent(bytes))
    let counter = StripeCounter()
    #expect(try format.decode(bytes, ImageLimits(), counter) == false)
    #expect(counter.total == width * height * channels)
    #expect(counter.largest <= 1 << 18)
    let whole = try decodeImage(bytes)
    #expect(whole.pixels == image.pixels)
    let small = try prepareFile(bytes, width: 31, height: 17, color: .rgb).image
    #expect(small == (try prepare(whole, width: 31, height: 17, color: .rgb)))
  }

  @Test(
    "an interlaced picture whose data end with a row lacks the rest", arguments: 0..<7)
  func passesThatDidNotCome(last: Int) throws {
    let (width, height) = (21, 18)
    let grids = [
      (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
      (0, 1, 1, 2),
    ]
    var expected = [UInt8](repeating: 0, count: width * height)
    var rows: [UInt8] = []
    for (x0, y0, dx, dy) in grids[...last] {
      // Of the last pass the first row only.
      let end = (x0, y0) == (grids[last].0, grids[last].1) ? y0 + 1 : height
      for y in stride(from: y0, to: end, by: dy) {
        rows.append(0)
        for x in stride(from: x0, to: width, by: dx) {
          expected[y * width + x] = UInt8(truncatingIfNeeded: 1 + x * 7 + y * 31)
          rows.append(expected[y * width + x])
        }
      }
    }
    let bytes = StoredFiles.png(
      width: width, height: height, colorType: 0, isInterlaced: true, rows: rows)
    #expect(try decodeImage(bytes).pixels == expected)
    #expect(try prepareFile(bytes, width: 9, height: 9, color: .gray).findings.isBroken)
  }

  @Test("the format is known by content and by ending", arguments: Fixtures.pictures)
  func known(file: String) throws {
    let format = try #require(ImageFormat.ofContent(Fixtures.bytes(file)))
    #expect(ImageFormat.ofName(file)?.name == format.name)
    #expect(ImageFormat.catalog[format.name] != nil)
  }

  @Test("what is no picture is said to be none")
  func other() {
    for bytes: [UInt8] in [[], [0xff], Array("hello".utf8), Array(repeating: 0, count: 99)] {
      #expect(throws: ImageError.notAnImage) { try decodeImage(bytes) }
    }
    #expect(ImageFormat.ofName("notes.txt") == nil)
    #expect(ImageFormat.ofName("PHOTO.JPG")?.name == "jpeg")
  }
}
