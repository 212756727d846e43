/// A layer in ONNX: operations of its operator set 13, one after the other. None: the layer passes on
/// what comes in.
public struct ONNXForm: Sendable {
  /// An input of an operation.
  enum Input: Sendable {
    /// What the operation before gave, or what comes into the layer.
    case value
    /// What comes into the layer.
    case layerInput
    /// One of the layer's parameters.
    case parameter(Int)
    /// Numbers that do not change: one if there is one only.
    case numbers([Float])
    /// Whole numbers.
    case integers([Int])
    /// An input that is left out.
    case none
  }

  /// What an operation is told besides.
  enum Attribute: Sendable {
    case number(Float)
    case integer(Int)
    case integers([Int])
    case word(String)
  }

  /// An operation: its type in ONNX (onnx.ai/onnx/operators).
  struct Operation: Sendable {
    var type: String
    var inputs: [Input] = [.value]
    var attributes: [(name: String, value: Attribute)] = []
  }

  var operations: [Operation]

  /// Operations in order.
  init(_ operations: [Operation]) { self.operations = operations }

  /// One operation.
  init(
    _ type: String, _ inputs: [Input] = [.value],
    _ attributes: [(name: String, value: Attribute)] = []
  ) {
    operations = [Operation(type: type, inputs: inputs, attributes: attributes)]
  }

  /// What comes in is what comes out.
  static let identity = ONNXForm([])
}
