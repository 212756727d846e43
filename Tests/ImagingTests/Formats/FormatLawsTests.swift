import Imaging
import Testing

/// What holds for every file of every format.
@Suite struct FormatLawsTests {
  @Test("a file cut anywhere is an error", arguments: Fixtures.pictures)
  func truncated(file: String) throws {
    let bytes = try Fixtures.bytes(file)
    let whole = try decodeImage(bytes)
    for length in 0..<bytes.count {
      do {
        let decoded = try decodeImage(Array(bytes.prefix(length)))
        // Of an animation only the first frame is read, so it may be cut behind that.
        #expect(file == "frames.gif" && decoded == whole, "\(length) of \(bytes.count) bytes")
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
      #expect(throws: ImageError.self, "byte \(index)") { try decodeImage(wrong) }
    }
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
