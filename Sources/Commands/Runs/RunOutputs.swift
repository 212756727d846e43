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
    try reporting(folder) {
      func write(_ bytes: [UInt8], _ file: RunFolder.File) throws(FileError) {
        try folder.write(bytes, file)
        digests[file.rawValue] = sha256(bytes)
      }
      try write(Array(LossTable(history.records, history.measurements).csv.utf8), .losses)
      try write(try figure(history, plan), .figure)
      try write(try pictures(samples, plan, data), .pictures)
      if !history.snapshots.isEmpty {
        try write(
          try Animation.encoded(history.snapshots, plan.pictureLayout, data.form), .animation)
      }
    }
    return digests
  }

  /// Draws some of the files again, as they were, from what an ended run keeps.
  static func redraw(
    _ files: [RunFolder.File], of run: RunObject, _ context: SessionContext
  ) throws {
    guard let result = run.result else { return }
    let (plan, folder) = (run.plan, result.folder)
    let lock = folder.isWritten ? try folder.take() : nil
    defer { withExtendedLifetime(lock) {} }
    let history = try result.checkpoint().history
    try reporting(folder) {
      for file in files {
        switch file {
        case .figure: try folder.write(try figure(history, plan), file)
        case .pictures:
          let images = try Pictures.last(run, plan.pictureLayout, context)
          try folder.write(try encodePNG(Pictures.sheet(images, plan.pictureLayout)), file)
        case .animation:
          try folder.write(
            try Animation.encoded(history.snapshots, plan.pictureLayout, result.data.form), file)
        default: break
        }
      }
    }
  }

  /// Writes what is to be looked at while a training runs: losses, pictures, and a strip of the
  /// pictures so far.
  static func writeOnTheWay(
    _ history: History, samples: [Float], _ plan: RunObject.Plan, _ data: DataSet,
    into folder: RunFolder
  ) throws {
    try reporting(folder) {
      try folder.write(try figure(history, plan), .figure)
      try folder.write(try pictures(samples, plan, data), .pictures)
      if !history.snapshots.isEmpty {
        let strip = Strip.image(
          of: history.snapshots, plan.pictureLayout, data.form, kinds: plan.data.kinds)
        try folder.write(try encodePNG(strip), .strip)
      }
    }
  }

  /// Removes the strip that a training leaves on its way: an ended run has its animation.
  static func removeStrip(from folder: RunFolder) throws {
    do throws(FileError) { try folder.remove(.strip) } catch { throw scriptError(error) }
  }

  /// Removes all that a training left on its way to be looked at: one that diverged has no last
  /// pictures.
  static func removeAllOnTheWay(from folder: RunFolder) throws {
    do throws(FileError) {
      for file in [RunFolder.File.figure, .pictures, .strip] { try folder.remove(file) }
    } catch { throw scriptError(error) }
  }

  private static func figure(
    _ history: History, _ plan: RunObject.Plan
  ) throws(PlotError) -> [UInt8] {
    let figure = LossFigure.figure(of: [LossFigure.RunLosses(history.records, plan: plan)])
    return try renderFigure(figure, format: .png, width: 1200, height: 800)
  }

  private static func pictures(
    _ samples: [Float], _ plan: RunObject.Plan, _ data: DataSet
  ) throws(ImageError) -> [UInt8] {
    try encodePNG(Pictures.sheet(data.form.images(of: samples), plan.pictureLayout))
  }

  /// Says what goes wrong as scripts are told.
  private static func reporting(_ folder: RunFolder, _ body: () throws -> Void) throws {
    do { try body() } catch let error as FileError {
      throw scriptError(error)
    } catch let error as PlotError {
      throw scriptError(error, path: folder.path(of: .figure))
    } catch let error as ImageError {
      throw ScriptError(error.message, exitCode: .limit)
    }
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
