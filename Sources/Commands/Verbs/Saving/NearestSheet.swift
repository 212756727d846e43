import Adversarial
import Datasets
import GANScript
import Imaging
import Measures
import Plotting
import Vocabulary

extension Saveable {
  /// Generated pictures, each with the training picture that it is nearest to.
  static let nearest = Saveable(
    term: Term(
      "nearest", "generated pictures, each beside the training picture nearest to it",
      discussion: """
        The pictures are those of `save picture`. Below each pair stand their distance, in units of \
        how far a training picture is from its nearest other one, and which training picture it is. \
        Near copies are marked: they are nearer to it than any other training picture is, and alike to \
        it pixel by pixel, shifted by a few or mirrored.
        """,
      parameters: [
        SaveOption.count, SaveOption.seed, SampleOption.truncate, SampleOption.mode,
      ],
      example: "save nearest \"nearest.png\""),
    endings: ["png"], check: checkNearest
  ) { subject, _ in
    let (plan, result) = try subject.trained()
    let call = subject.call
    let context = subject.session.context
    let source = SampleSource(RunObject(plan: plan, result: result))
    let data = try result.data.prepared()
    guard let real = data.realSamples(on: context.workers) else {
      throw Reference.unfit(data.set)
    }
    let count = call.whole("count") ?? 12
    source.tellAlone(count, call, context)
    let latents = Sampler.latents(
      count: count, width: source.network.sample.count,
      seed: call.seed("seed") ?? plan.recipe.seed,
      stream: call.isGiven("seed") ? .newSamples : .samples,
      truncation: call.number("truncate"))
    let samples = try source.samples(latents, call, context)
    let nearest = real.nearest(to: samples)
    let copies = PictureFolder.words(copies: nearest.count { $0?.isCopy ?? false })
    let groups = zip(source.form.images(of: samples), nearest).map { image, nearest in
      guard let nearest else {
        return PictureSheet.Group([PictureSheet.Picture(image)], caption: "not finite")
      }
      let names = data.set.fileNames
      let name = names.isEmpty ? "no. \(nearest.index + 1)" : names[nearest.index]
      let distance = fixed(nearest.distance / max(real.meanOwnDistance, 1e-12), 2)
      return PictureSheet.Group(
        [PictureSheet.Picture(image), PictureSheet.Picture(data.set.image(nearest.index))],
        caption: "\(distance)\(nearest.isCopy ? " near copy" : ""), \(name)")
    }
    let sheet = PictureSheet(
      title: "\(counted(count, "generated picture")), \(copies). "
        + "Distance 1: as training pictures are apart",
      headings: ["generated", "training"], groups: groups,
      columns: max(1, min(4, groups.count)))
    do throws(PlotError) {
      return (
        try renderSheet(sheet), "\(counted(count, "pair")), \(copies)"
      )
    } catch { throw scriptError(error, path: "the sheet") }
  }

  private static func checkNearest(_ subject: Subject) throws {
    try subject.requirePictures()
    try subject.checkMode()
    guard let count = subject.call.whole("count"), count > 100 else { return }
    throw ScriptError(
      "a sheet has at most 100 pairs, not \(count)", argument: "count", code: .badValue)
  }
}

extension PictureSheet.Picture {
  /// A picture as sheets have it.
  init(_ image: Image) {
    self.init(
      width: image.width, height: image.height, channels: image.channels, pixels: image.pixels)
  }
}
