import Adversarial
import Datasets
import Files
import GANScript
import Imaging
import Plotting

/// The files of a run's folder that are made of its history: losses, figure, pictures, animation.
enum RunOutputs {
  /// Writes them all; `samples` are those of the fixed latent vectors with the present weights.
  static func write(
    _ history: History, samples: [Float], _ plan: RunObject.Plan, _ data: DataSet,
    into folder: RunFolder
  ) throws {
    do {
      try folder.write(LossTable(history.records, history.measurements).csv, .losses)
      let figure = LossFigure.figure(of: [LossFigure.RunLosses(history.records, plan: plan)])
      try folder.write(
        try renderFigure(figure, format: .png, width: 1200, height: 800), .figure)
      try folder.write(
        try encodePNG(Pictures.sheet(Pictures.images(of: samples, data))), .pictures)
      if !history.snapshots.isEmpty {
        try folder.write(try Animation.encoded(history.snapshots, data), .animation)
      }
    } catch let error as FileError {
      throw scriptError(error)
    } catch let error as ImageError {
      throw ScriptError(error.message, exitCode: .limit)
    }
  }

  /// Whether a folder has them all.
  static func areComplete(in folder: RunFolder, _ plan: RunObject.Plan) -> Bool {
    var wanted: [RunFolder.File] = [.config, .losses, .figure, .pictures, .last]
    if !plan.snapshotEpochs.isEmpty { wanted.append(.animation) }
    return wanted.allSatisfy(folder.has)
  }
}
