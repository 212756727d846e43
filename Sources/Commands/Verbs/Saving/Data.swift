import Datasets
import GANScript
import Imaging
import Vocabulary

extension Saveable {
  /// The data set as it is learned from.
  static let data = Saveable(
    term: Term(
      "data",
      "the data set: its numbers as .npy, or some of its pictures, evenly spread, as a grid",
      parameters: [SaveOption.grid], example: "save data \"data.npy\""),
    endings: ["npy", "png"], endingsOfOptions: ["grid": ["png"]], needsRun: false,
    check: checkData
  ) { subject, ending in
    guard let data = subject.dataSet?.data else {
      throw ScriptError("there is no data set to save", code: .arguments, isConsequence: true)
    }
    if ending == "npy" {
      return (
        encodeNPY(shape: data.form.arrayShape(count: data.count), floats: data.values),
        "\(data.count) samples"
      )
    }
    let size = subject.call.size("grid") ?? (5, 5)
    let shown = data.spread(size.rows * size.columns)
    let sheet = grid(
      shown.map { data.image($0) }, rows: size.rows, columns: size.columns)
    do throws(ImageError) {
      return (try encodePNG(sheet), "\(shown.count) of \(data.count) pictures")
    } catch { throw ScriptError(error.message, exitCode: .limit) }
  }
  private static func checkData(_ subject: Subject) throws {
    guard subject.dataSet != nil else {
      throw ScriptError(
        "there is no data set to save", help: "load sunflowers", code: .arguments,
        isConsequence: true)
    }
    try Pictures.checkGrid(subject.call, most: 4096)
  }
}
