import Adversarial
import Datasets
import Files
import GANScript
import Imaging
import Plotting

/// The files of a run's folder that are made of its history: losses, figure, pictures, animation.
enum RunOutputs {
  /// Writes them all, and answers their digests; `samples` are those of the fixed latent vectors with
  /// the present weights.
  static func write(
    _ history: History, samples: [Float], _ plan: RunObject.Plan, _ data: DataSet,
    into folder: RunFolder
  ) throws -> [String: String] {
    var digests: [String: String] = [:]
    func write(_ bytes: [UInt8], _ file: RunFolder.File) throws(FileError) {
      try folder.write(bytes, file)
      digests[file.rawValue] = sha256(bytes)
    }
    do {
      try write(Array(LossTable(history.records, history.measurements).csv.utf8), .losses)
      let figure = LossFigure.figure(of: [LossFigure.RunLosses(history.records, plan: plan)])
      try write(
        try renderFigure(figure, format: .png, width: 1200, height: 800), .figure)
      try write(
        try encodePNG(Pictures.sheet(data.form.images(of: samples), plan.pictureLayout)),
        .pictures)
      if !history.snapshots.isEmpty {
        try write(
          try Animation.encoded(history.snapshots, plan.pictureLayout, data.form), .animation)
      }
    } catch let error as FileError {
      throw scriptError(error)
    } catch let error as PlotError {
      throw scriptError(error, path: folder.path(of: .figure))
    } catch let error as ImageError {
      throw ScriptError(error.message, exitCode: .limit)
    }
    return digests
  }

  /// The files that an ended run's folder should have and does not, or no longer as they were written.
  static func damaged(
    in folder: RunFolder, _ status: RunStatus, _ plan: RunObject.Plan
  ) -> [RunFolder.File] {
    var wanted: [RunFolder.File] = [.config, .losses]
    if status.state == .done {
      wanted += [.figure, .pictures] + (plan.snapshotEpochs.isEmpty ? [] : [.animation])
    }
    return wanted.filter { file in
      guard let digest = status.digests[file.rawValue] else { return true }
      return !folder.has(file, digest: digest)
    }
  }
}
