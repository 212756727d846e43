import Commands
import Testing

/// The map behaves as a dictionary does, and a copy does not see what happens to the other.
struct PersistentMapTests {
  /// Keys and changes that look random and are the same in every run.
  private struct Mixer: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var bits = state
      bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
      bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
      return bits ^ bits >> 31
    }
  }

  private func expectSame(_ map: PersistentMap<Int, Int>, _ dictionary: [Int: Int], keys: Int) {
    #expect(map.values == dictionary.sorted { $0.key < $1.key }.map(\.value))
    for key in -1...keys { #expect(map[key] == dictionary[key]) }
  }

  @Test(arguments: [1, 7, 60]) func itIsADictionary(keys: Int) {
    var mixer = Mixer(state: UInt64(keys))
    var map = PersistentMap<Int, Int>()
    var dictionary: [Int: Int] = [:]
    var kept: [(PersistentMap<Int, Int>, [Int: Int])] = []
    for step in 0..<600 {
      if step % 100 == 50 { kept.append((map, dictionary)) }
      let key = Int.random(in: 0..<keys, using: &mixer)
      let value = Bool.random(using: &mixer) ? step : nil
      map[key] = value
      dictionary[key] = value
      if step % 20 == 0 { expectSame(map, dictionary, keys: keys) }
    }
    for (map, dictionary) in kept { expectSame(map, dictionary, keys: keys) }
  }

  /// Keys that come in order do not make a list of the tree: a hundred thousand take no deep recursion.
  @Test func keysInOrderAreNoDeepTree() {
    var map = PersistentMap<Int, Int>()
    for key in 0..<100_000 { map[key] = -key }
    for key in stride(from: 0, to: 100_000, by: 3) { map[key] = nil }
    #expect(map.values == (0..<100_000).filter { $0 % 3 != 0 }.map { -$0 })
    #expect(map[99_998] == -99_998)
    #expect(map[99_999] == nil)
  }
}
