/// A stream of random numbers that depends on nothing but a seed and a name.
///
/// Counter-based: Philox4x32-10 of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3"
/// (SC 2011). The seed is the key; the stream's purpose and two indices (such as epoch and step)
/// are the upper words of the counter. So one more draw from one stream shifts nothing in another,
/// and any position of any stream can be reached at once: there is no state to save but the
/// indices.
public struct RandomStream: RandomNumberGenerator, Sendable {
  /// What a stream is for. Raw values are part of the numbers' definition: never change one.
  public enum Purpose: UInt32, Sendable, CaseIterable {
    /// Initial weights; the index is the parameter's position.
    case weights = 1
    /// Latent vectors in training; indices are epoch and step.
    case latents = 2
    /// Order of the samples; the index is the epoch.
    case shuffle = 3
    /// Dropout masks; indices are step and layer.
    case dropout = 4
    /// Fixed latent vectors of the pictures shown.
    case samples = 5
    /// Drawn data sets; the index is the picture.
    case drawing = 6
    /// What measures choose at random: patches, directions, pairs.
    case measures = 7
    /// Latent vectors of new samples asked for after a training.
    case newSamples = 8
    /// Changes of pictures before the discriminator sees them; the second index is the step.
    case augmentation = 9
    /// Noise added to them; the second index is the step.
    case noise = 10
    /// Shares of real and generated samples in mixtures; the second index is the step.
    case mixtures = 11
    /// Kinds that a conditional generator is asked for in training; indices are epoch and step.
    case kinds = 12
    /// Parts of a data set that are held out in turn; indices are kind and part.
    case folds = 13
  }

  private let key: SIMD2<UInt32>
  private var counter: SIMD4<UInt32>
  private var block = SIMD4<UInt32>(repeating: 0)
  private var used = 4

  /// The stream of a purpose under a seed, at the position that two indices name.
  ///
  /// A stream holds 2^32 blocks of four words; `index` takes 24 bits and `subindex` all 32.
  public init(seed: UInt64, _ purpose: Purpose, index: Int = 0, subindex: Int = 0) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    counter = SIMD4(
      0, UInt32(truncatingIfNeeded: subindex), UInt32(truncatingIfNeeded: index) & 0x00ff_ffff,
      purpose.rawValue)
  }

  /// The next 32 random bits.
  public mutating func nextWord() -> UInt32 {
    if used == 4 {
      block = philox4x32(counter: counter, key: key)
      counter[0] &+= 1
      used = 0
    }
    defer { used += 1 }
    return block[used]
  }

  /// The stream after skipping this many words.
  ///
  /// Complexity: O(1).
  public func advanced(by words: Int) -> RandomStream {
    var stream = self
    let left = 4 - used
    let beyond = max(0, words - left)
    stream.used += min(words, left)
    stream.counter[0] &+= UInt32(truncatingIfNeeded: beyond / 4)
    for _ in 0..<beyond % 4 { _ = stream.nextWord() }
    return stream
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let low = UInt64(nextWord())
    return UInt64(nextWord()) << 32 | low
  }

  /// A number from 0 up to, not including, 1, with 24 random bits: exact in Float.
  public mutating func uniform() -> Float { Float(nextWord() >> 8) * 0x1p-24 }

  /// A number from 0 up to, not including, 1, with 53 random bits.
  public mutating func uniformDouble() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A whole number from 0 up to, not including, `bound`, without bias (Lemire 2019).
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0 && bound <= UInt32.max)
    let range = UInt32(bound)
    var product = UInt64(nextWord()) * UInt64(range)
    if UInt32(truncatingIfNeeded: product) < range {
      let threshold = (0 &- range) % range
      while UInt32(truncatingIfNeeded: product) < threshold {
        product = UInt64(nextWord()) * UInt64(range)
      }
    }
    return Int(product >> 32)
  }

  /// 0..<count in random order (Fisher–Yates, from the end).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    guard count > 1 else { return order }
    for i in stride(from: count - 1, to: 0, by: -1) { order.swapAt(i, below(i + 1)) }
    return order
  }
}

/// Ten rounds of Philox 4×32 (Salmon et al. 2011).
public func philox4x32(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
  var c = counter
  var k = key
  for _ in 0..<10 {
    let p0 = UInt64(0xd251_1f53) * UInt64(c[0])
    let p1 = UInt64(0xcd9e_8d57) * UInt64(c[2])
    c = SIMD4(
      UInt32(truncatingIfNeeded: p1 >> 32) ^ c[1] ^ k[0], UInt32(truncatingIfNeeded: p1),
      UInt32(truncatingIfNeeded: p0 >> 32) ^ c[3] ^ k[1], UInt32(truncatingIfNeeded: p0))
    k = SIMD2(k[0] &+ 0x9e37_79b9, k[1] &+ 0xbb67_ae85)
  }
  return c
}
