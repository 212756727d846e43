import Tensors

/// Spectral norm of a weight: layers see W / σ(W), where σ is the largest singular value, so that no
/// layer stretches any difference of its inputs. The optimizer moves W.
///
/// σ = uᵀ W v, with one power step an update: v ← Wᵀu / |Wᵀu|, u ← Wv / |Wv|. In the gradient u and v
/// are constants: dW = (dŴ − ⟨dŴ, Ŵ⟩ u vᵀ) / σ. Miyato et al. 2018, arXiv 1802.05957.
struct SpectralNorm: Sendable {
  /// W itself.
  let raw: Tensor
  /// The right singular vector, [1, columns of the matrix]. u and σ follow from W and v.
  let v: Tensor
  private let u: Tensor
  /// 1 / σ, one number.
  private let scale = Tensor(rows: 1, columns: 1)
  private let normalized: Tensor
  private let matrix: SpectralMatrix
  /// How many power steps a training begins with.
  private static let firstSteps = 15

  /// The spectral norm of a weight that layers read from `normalized`, which holds W at first.
  init(_ normalized: Tensor, _ specification: ParameterSpecification) {
    matrix = SpectralMatrix(shape: specification.shape, outputAxis: specification.outputAxis)
    self.normalized = normalized
    raw = Tensor(rows: normalized.rows, columns: normalized.columns)
    raw.copy(from: normalized)
    v = Tensor(rows: 1, columns: matrix.columns)
    u = Tensor(rows: 1, columns: matrix.rows)
    // Numbers that no weight has by chance; a fixed start needs no random stream.
    v.values = (0..<matrix.columns).map { Float(1 + ($0 * 7919) % 97) / 97 }
    measure()
    for _ in 0..<Self.firstSteps { step() }
    normalize()
  }

  /// After W was moved: one power step, and what layers see.
  func update() {
    step()
    normalize()
  }

  /// After W and v were read from a file.
  func restore() { measure() }

  /// Turns the gradient by what layers see into that by W.
  func pullBack(_ gradient: Tensor) {
    let amount = innerProduct(gradient, normalized)
    matrix.removeOuter(
      from: gradient, amount: Float(amount), u: u, v: v, scale: scale[0, 0])
  }

  /// u and σ = |Wv| from W and v.
  private func measure() {
    matrix.multiply(raw, v, into: u)
    let sigma = squaredNorm(u).squareRoot()
    scale[0, 0] = Float(1 / max(sigma, Self.smallest))
    multiplyElements(u, by: scale[0, 0])
  }

  private func step() {
    matrix.multiplyTransposed(raw, u, into: v)
    let length = squaredNorm(v).squareRoot()
    multiplyElements(v, by: Float(1 / max(length, Self.smallest)))
    measure()
  }

  private func normalize() {
    normalized.copy(from: raw)
    multiplyElements(normalized, by: scale[0, 0])
  }

  /// As PyTorch's epsilon: a weight of zeros stays one.
  private static let smallest = 1e-12
}
