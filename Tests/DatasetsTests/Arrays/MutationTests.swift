import Datasets
import Files
import Mutations
import Testing

/// No damage to an array ends the program.
struct MutationTests {
  private static let npy: [UInt8] = {
    var header =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2, 2), }"
    while (header.utf8.count + 11) % 64 != 0 { header += " " }
    header += "\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
      + (0..<48).map { UInt8($0 * 5) }
  }()
  private static let idx: [UInt8] =
    [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2] + (0..<12).map { UInt8($0 * 20) }

  @Test func arraysAreReadOrRefused() throws {
    let folder = try ScratchFolder()
    var accepted = 0
    for seed in Mutator.rounds(1_500) {
      var mutator = Mutator(seed: seed)
      do {
        let array = try NumberArray(npy: mutator.damaged(Self.npy), path: "a.npy")
        #expect(array.floats.count == array.shape.reduce(1, *), "\(seed)")
        accepted += 1
      } catch { #expect(!error.message.isEmpty) }
      guard seed % 10 == 0 else { continue }
      try writeDurably(mutator.damaged(Self.npy), to: folder.path + "/a.npy")
      try writeDurably(mutator.damaged(Self.idx), to: folder.path + "/a-idx3-ubyte")
      for limit in [nil, 1, 2] {
        let options = ArrayOptions(limit: limit)
        do {
          let set = try loadArray(folder.path + "/a.npy", options: options)
          #expect(set.values.count == set.count * set.featureCount)
        } catch { #expect(!error.message.isEmpty) }
        do {
          let set = try loadIDX(folder.path + "/a-idx3-ubyte", options: options)
          #expect(set.values.count == set.count * set.featureCount)
        } catch { #expect(!error.message.isEmpty) }
      }
    }
    // Damage to numbers alone is none to the file.
    #expect(accepted > 0)
  }
}
