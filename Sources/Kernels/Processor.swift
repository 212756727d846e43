import CProcessor

/// What the kernels were compiled for.
public enum Processor {
  /// Numbers of 32 bits in a vector.
  public static let lanes = Int(vectorLanes)
  /// How many cores this process may run on: fewer than the machine has where it is bound to some. At
  /// least 1.
  public static var cores: Int { max(1, Int(boundCores())) }
  /// Whether a product and a sum are one instruction.
  public static let fusesMultiplyAdd = hasFusedMultiplyAdd()
  /// The extensions that the compiler was allowed to use, a bit each: a constant, which can be read on
  /// a processor that has none of them.
  public static var instructions: UInt64 { compiledInstructions }
}
