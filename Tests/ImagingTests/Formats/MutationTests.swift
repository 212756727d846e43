import Imaging
import Mutations
import Testing

/// No damage to a picture ends the program; what is read is as large as its header says.
struct MutationTests {
  @Test(arguments: Fixtures.pictures) func picturesAreReadOrRefused(file: String) throws {
    let bytes = try Fixtures.bytes(file)
    let limits = ImageLimits(pixels: 1 << 18, scans: 20)
    for seed in Mutator.rounds(150) {
      var mutator = Mutator(seed: seed)
      let wrong = mutator.damaged(bytes)
      do {
        let image = try prepareFile(wrong, width: 5, height: 3, color: .rgb, limits: limits).image
        #expect(image.pixels.count == 45)
        let whole = try decodeImage(wrong, limits: limits)
        #expect(try prepare(whole, width: 5, height: 3, color: .rgb) == image, "\(seed)")
      } catch { #expect(!error.message.isEmpty) }
    }
  }
}
