import Datasets
import GANScript
import Vocabulary

/// Latent vectors from a file of the argument `latents`.
enum LatentFile {
  /// All rows, [rows, width]; `nil` if no file is given. Throws unless a row has as many numbers as the
  /// generator takes.
  static func rows(_ call: Call, _ context: SessionContext, width: Int) throws -> [Float]? {
    guard
      let path = try call.text("latents").map({
        try context.inputPath($0, call, argument: "latents")
      })
    else { return nil }
    let data: DataSet
    do { data = try loadArray(path) } catch { throw scriptError(error, argument: "latents") }
    guard data.featureCount == width else {
      throw ScriptError(
        "\(path): a row has \(data.featureCount) numbers, but the generator takes \(width)",
        argument: "latents", exitCode: .data, code: "E110")
    }
    return data.values
  }
}
