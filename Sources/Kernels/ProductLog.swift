import Foundation

/// How long each matrix product of a pool took, for `ganrepl bench`.
public final class ProductLog: @unchecked Sendable {
  /// Which of a dense layer's three products, or the two of its backward pass together.
  public enum Product: String, Sendable {
    /// y = w · x.
    case forward = "w x"
    /// dx = wᵀ · dy.
    case inputGradient = "w' dy"
    /// w += dy · xᵀ.
    case weightGradient = "dy x'"
    /// dx = wᵀ · dy and w += dy · xᵀ.
    case gradients = "w' dy, dy x'"
    /// y = w ∗ x, a convolution.
    case convolution = "w * x"
    /// dx = w ∗ᵀ dy.
    case convolutionInput = "w *' dy"
    /// dw, a convolution's.
    case convolutionWeights = "dy * x"
  }

  /// A product of one shape.
  public struct Shape: Hashable, Sendable {
    /// Which product.
    public var kind: Product
    /// Rows of the result; of two, those of w.
    public var rows: Int
    /// Columns of the result; of two, those of w.
    public var columns: Int
    /// Terms in each sum; of two, samples in the batch.
    public var depth: Int
    /// Products and sums that are done for one by the definition; 1 unless a convolution takes a form
    /// that needs fewer.
    public var share: Double

    /// A shape.
    public init(kind: Product, rows: Int, columns: Int, depth: Int, share: Double = 1) {
      self.kind = kind
      self.rows = rows
      self.columns = columns
      self.depth = depth
      self.share = share
    }

    /// Floating-point operations by the definition.
    public var definedOperations: Double {
      (kind == .gradients ? 4 : 2) * Double(rows) * Double(columns) * Double(depth)
    }

    /// Floating-point operations that are done, additions around the products aside.
    public var operations: Double { share * definedOperations }
  }

  /// Products of one shape together.
  public struct Timing: Sendable {
    /// How many.
    public var count = 0
    /// How long they took.
    public var seconds = 0.0
  }

  /// What was computed, by shape.
  public private(set) var entries: [Shape: Timing] = [:]

  /// An empty log.
  public init() {}

  /// Forgets everything.
  public func clear() { entries.removeAll() }

  /// Runs a product and notes how long it took.
  public func time(_ shape: Shape, _ product: () -> Void) {
    let start = DispatchTime.now().uptimeNanoseconds
    product()
    let nanoseconds = DispatchTime.now().uptimeNanoseconds - start
    entries[shape, default: Timing()].count += 1
    entries[shape, default: Timing()].seconds += Double(nanoseconds) * 1e-9
  }
}
