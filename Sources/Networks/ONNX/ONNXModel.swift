import Files
import Tensors

extension Network {
  /// The first layer that ONNX has no form for, as the user knows it; `nil` if there is none.
  public var firstLayerOutsideONNX: String? { layers.first { $0.onnx == nil }?.summary }
}

extension Parameters {
  /// A network with these weights as an ONNX file (IR version 7, operator set 13) for inference: batch
  /// norm by its running statistics, no dropout.
  ///
  /// `input` is [batch, numbers] or [batch, channels, height, width], and so is `output`; kinds, if there
  /// are any, follow the sample's own numbers or channels. The messages are those of onnx.proto.
  ///
  /// Throws `notInONNX` for a layer that has no form there. Complexity: O(parameters).
  public func onnx(of network: Network) throws(NetworkError) -> [UInt8] {
    if let layer = network.firstLayerOutsideONNX { throw .notInONNX(layer: layer) }
    var graph = ONNXGraph()
    var first = 0
    for (index, layer) in network.layers.enumerated() {
      let own = Array(entries[first..<(first + layer.parameters.count)])
      first += own.count
      graph.append(layer.onnx ?? .identity, own, named: String(index))
    }
    graph.end()
    var operators = ProtobufMessage()
    operators.add("", as: 1)
    operators.add(Int64(13), as: 2)
    var model = ProtobufMessage()
    model.add(Int64(7), as: 1)
    model.add("ganrepl", as: 2)
    model.add(graph.message(of: network), as: 7)
    model.add(operators, as: 8)
    return model.bytes
  }
}

/// The graph of a chain of layers as it grows.
private struct ONNXGraph {
  private var nodes: [ProtobufMessage] = []
  private var tensors: [ProtobufMessage] = []
  /// The name of what came out last.
  private var value = "input"

  private enum ElementType: Int64 {
    case float = 1
    case integer = 7
  }

  mutating func append(
    _ form: ONNXForm, _ parameters: [Parameters.NamedTensor], named name: String
  ) {
    let layerInput = value
    for (number, operation) in form.operations.enumerated() {
      let title = "\(name).\(operation.type)" + (number > 0 ? ".\(number)" : "")
      var inputs: [String] = []
      for (index, input) in operation.inputs.enumerated() {
        let constant = "\(title).\(index)"
        switch input {
        case .value: inputs.append(value)
        case .layerInput: inputs.append(layerInput)
        case .none: inputs.append("")
        case .parameter(let parameter):
          let entry = parameters[parameter]
          inputs.append(entry.name)
          if !isKnown.contains(entry.name) {
            add(entry.name, entry.specification.shape, .float, memoryBytes(of: entry.tensor.values))
          }
        case .numbers(let numbers):
          inputs.append(constant)
          add(
            constant, numbers.count == 1 ? [] : [numbers.count], .float, memoryBytes(of: numbers))
        case .integers(let integers):
          inputs.append(constant)
          add(
            constant, [integers.count], .integer, memoryBytes(of: integers.map { Int64($0) }))
        }
      }
      addNode(operation.type, title, inputs, output: title, operation.attributes)
      value = title
    }
  }

  /// Gives the last value the name of the output.
  mutating func end() { addNode("Identity", "output", [value], output: "output", []) }

  private var isKnown: Set<String> = []

  private mutating func add(
    _ name: String, _ shape: [Int], _ type: ElementType, _ bytes: [UInt8]
  ) {
    isKnown.insert(name)
    var tensor = ProtobufMessage()
    for size in shape { tensor.add(Int64(size), as: 1) }
    tensor.add(type.rawValue, as: 2)
    tensor.add(name, as: 8)
    tensor.add(bytes, as: 9)
    tensors.append(tensor)
  }

  private mutating func addNode(
    _ type: String, _ name: String, _ inputs: [String], output: String,
    _ attributes: [(name: String, value: ONNXForm.Attribute)]
  ) {
    var node = ProtobufMessage()
    for input in inputs { node.add(input, as: 1) }
    node.add(output, as: 2)
    node.add(name, as: 3)
    node.add(type, as: 4)
    for (name, value) in attributes {
      var attribute = ProtobufMessage()
      attribute.add(name, as: 1)
      switch value {
      case .number(let number):
        attribute.add(number, as: 2)
        attribute.add(Int64(1), as: 20)
      case .integer(let integer):
        attribute.add(Int64(integer), as: 3)
        attribute.add(Int64(2), as: 20)
      case .word(let word):
        attribute.add(word, as: 4)
        attribute.add(Int64(3), as: 20)
      case .integers(let integers):
        for integer in integers { attribute.add(Int64(integer), as: 8) }
        attribute.add(Int64(7), as: 20)
      }
      node.add(attribute, as: 5)
    }
    nodes.append(node)
  }

  func message(of network: Network) -> ProtobufMessage {
    var graph = ProtobufMessage()
    for node in nodes { graph.add(node, as: 1) }
    graph.add(network.name, as: 2)
    for tensor in tensors { graph.add(tensor, as: 5) }
    graph.add(description("input", network.input), as: 11)
    graph.add(description("output", network.output), as: 12)
    return graph
  }

  /// What an input or output is: any number of samples.
  private func description(_ name: String, _ shape: Shape) -> ProtobufMessage {
    let sizes = shape.isPicture ? [shape.channels, shape.height, shape.width] : [shape.count]
    var sizesOfAll = ProtobufMessage()
    var batch = ProtobufMessage()
    batch.add("batch", as: 2)
    sizesOfAll.add(batch, as: 1)
    for size in sizes {
      var dimension = ProtobufMessage()
      dimension.add(Int64(size), as: 1)
      sizesOfAll.add(dimension, as: 1)
    }
    var tensor = ProtobufMessage()
    tensor.add(ElementType.float.rawValue, as: 1)
    tensor.add(sizesOfAll, as: 2)
    var type = ProtobufMessage()
    type.add(tensor, as: 1)
    var description = ProtobufMessage()
    description.add(name, as: 1)
    description.add(type, as: 2)
    return description
  }
}
