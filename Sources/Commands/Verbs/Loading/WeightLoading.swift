import Adversarial
import Files
import GANScript
import Networks
import Vocabulary

/// Weights that a network begins with.
extension LoadVerb {
  static func loadWeights(
    _ call: Call, _ session: inout Session, _ phase: ExecutionPhase
  ) throws -> Value {
    guard let object = call.object("source") as? NetworkObject else {
      throw ScriptError(
        "weights are loaded for a network", help: "load generator \"g.safetensors\"",
        argument: "source", code: .arguments)
    }
    guard
      let path = try call.text("file").map({
        try session.context.inputPath($0, call, argument: "file")
      })
    else {
      throw ScriptError(
        "load \(object.network.name) needs the file of its weights",
        help: "load \(object.network.name) \"\(object.network.name).safetensors\"",
        code: .arguments)
    }
    try refuse(call, except: ["source", "file"], "is for data; a file has the weights as they are")
    let bytes: [UInt8]
    do { bytes = try readFile(path) } catch { throw scriptError(error, argument: "file") }
    let foreignPrefix: String
    let leftOut: String?
    do {
      let file =
        ending(of: path) == "ckpt"
        ? try SafetensorsFile(mindSpore: bytes) : try SafetensorsFile(bytes)
      let (parameters, prefix) = try parameters(of: file, at: path, for: object.network)
      session.initialWeights[object.network.name] = InitialWeights(
        path: path, network: object.network,
        parameters: phase == .run || session.context.readsAhead ? parameters : nil)
      foreignPrefix = prefix
      leftOut = file.leftOutWords
    } catch let error as NetworkError { throw scriptError(error, path: path, argument: "file") }
    if phase == .run {
      call.emit(.remark("\(object.network.name) begins with the weights of \(path)"))
      if let leftOut { call.emit(.remark(leftOut)) }
      if !foreignPrefix.isEmpty {
        call.emit(.remark("`\(foreignPrefix)`, with which all names of weights begin, is dropped"))
      }
    }
    return .nothing
  }

  /// Weights for a network from a file of their own, or from a checkpoint: of the network called
  /// `discriminator` the discriminator's, of others the generator's. And what all names of a file of
  /// their own began with.
  private static func parameters(
    of file: SafetensorsFile, at path: String, for network: Network
  ) throws -> (Parameters, foreignPrefix: String) {
    guard Checkpoint.claims(file) else {
      let prefix = Parameters.prefix(of: file, for: network)
      return (try Parameters(for: network, file, prefix: prefix), prefix)
    }
    let role = NetworkRole(rawValue: network.name) ?? .generator
    let checkpoint = try Checkpoint(file)
    try checkpoint.requireWeights(of: role, owner: path, argument: "file")
    return (try Parameters(for: network, file, prefix: checkpoint.prefix(of: role)), "")
  }
}
