import Adversarial
import Datasets
import GANScript
import Imaging
import Networks
import Plotting
import Vocabulary

/// Generated pictures as images.
enum Pictures {
  /// The run's generator with its fixed latent vectors, as many as a layout shows: at its end, or as they
  /// were kept at an epoch. A run that keeps no weights shows what it kept last.
  static func last(
    _ run: RunObject, _ layout: PictureLayout, epoch: Int? = nil, _ context: SessionContext
  ) throws -> [Image] {
    guard let result = run.result else { return [] }
    if epoch != nil || run.plan.kept == .history,
      let snapshot = try Animation.nearest(to: epoch ?? .max, in: result)
    {
      let kept = run.plan.pictureLayout
      let images = of(snapshot, result.data.form)
      guard layout.count <= images.count,
        kept.kindCount == 0 || (layout.rows <= kept.rows && layout.columns <= kept.columns)
      else {
        throw ScriptError(
          "of an epoch on the way \(kept.rows)x\(kept.columns) pictures are kept, not "
            + "\(layout.rows)x\(layout.columns)", argument: "grid", code: .badValue)
      }
      return Array(kept.part(layout, of: images).prefix(layout.count))
    }
    try MemoryPlan.check(
      drawing: layout.count, from: run.plan.networks.generator, threads: context.workers.threads,
      argument: "grid")
    let generator = try run.weights(of: .generator)
    let sampler = Sampler(
      run.plan.networks.generator, count: layout.count, kinds: layout.kinds,
      seed: run.plan.recipe.seed, workers: context.workers)
    return result.data.form.images(of: sampler.samples(generator))
  }

  /// The pictures of a snapshot.
  static func of(_ snapshot: Snapshot, _ form: SampleForm) -> [Image] {
    let shape = form.geometry ?? Geometry(height: 1, width: form.featureCount, channels: 1)
    let size = shape.featureCount
    return (0..<snapshot.pixels.count / size).map {
      Image(
        width: shape.width, height: shape.height, channels: shape.channels,
        pixels: Array(snapshot.pixels[$0 * size..<($0 + 1) * size]))
    }
  }

  /// A picture stretched from its own darkest to its own brightest level; one of a single level
  /// stays as it is.
  static func stretched(_ image: Image) -> Image {
    let low = Int(image.pixels.min() ?? 0)
    let high = Int(image.pixels.max() ?? 255)
    guard high > low else { return image }
    var image = image
    image.pixels = image.pixels.map {
      UInt8(((Int($0) - low) * 255 + (high - low) / 2) / (high - low))
    }
    return image
  }

  /// Pictures in rows and columns, with the contrast that a call asks for.
  static func sheet(_ images: [Image], _ layout: PictureLayout, _ call: Call) -> Image {
    let isFixed = call.word("contrast") == "fixed"
    return grid(
      isFixed ? images : images.map(stretched), rows: layout.rows, columns: layout.columns)
  }

  /// Pictures as the article shows them, each stretched to its own contrast.
  static func sheet(_ images: [Image], _ layout: PictureLayout) -> Image {
    grid(images.map(stretched), rows: layout.rows, columns: layout.columns)
  }

  /// A sheet whose rows are of kinds, with their names at its left where there is room for them; other
  /// sheets, and all of them where no font can be read, as they are.
  static func named(_ sheet: Image, rows: [String]?) -> Image {
    guard let rows, !rows.isEmpty else { return sheet }
    let gap = gridGap
    let rowHeight = (sheet.height - gap) / rows.count - gap
    guard
      let labels = labels(
        try? renderRowLabels(rows, rowHeight: rowHeight, gap: gap), channels: sheet.channels),
      labels.height == sheet.height
    else { return sheet }
    var whole = Image(
      width: labels.width + sheet.width, height: sheet.height, channels: sheet.channels, level: 255)
    whole.pixels = (0..<sheet.height).flatMap { row in
      [labels, sheet].flatMap { part in
        let length = part.width * part.channels
        return part.pixels[row * length..<(row + 1) * length]
      }
    }
    return whole
  }

  /// A sheet whose columns are epochs, with their numbers above them where there is room, and whose rows
  /// may be of kinds; its pictures stay as they are. Where no font can be read there are no numbers.
  static func numbered(_ sheet: Image, rows: [String]?, epochs: [Int]) -> Image {
    let whole = named(sheet, rows: rows)
    guard !epochs.isEmpty else { return whole }
    let columnWidth = (sheet.width - gridGap) / epochs.count - gridGap
    guard
      let labels = labels(
        try? renderColumnLabels(
          epochs, unit: "epoch", columnWidth: columnWidth, gap: gridGap,
          indent: whole.width - sheet.width), channels: sheet.channels),
      labels.width == whole.width
    else { return whole }
    return Image(
      width: whole.width, height: labels.height + whole.height, channels: whole.channels,
      pixels: labels.pixels + whole.pixels)
  }

  /// A PNG of labels as a picture in gray or colour.
  private static func labels(_ png: [UInt8]?, channels: Int) -> Image? {
    guard let png, let decoded = try? decodeImage(png) else { return nil }
    return try? prepare(
      decoded, width: decoded.width, height: decoded.height, color: channels == 3 ? .rgb : .gray)
  }

  /// A picture as the terminal shows it, and as reports keep it.
  static func exhibit(
    _ picture: Image, _ words: String, _ call: Call, _ context: SessionContext
  ) throws -> Output {
    .exhibit(
      Exhibit(
        terminalText: try TerminalPicture.text(picture, context.terminal, alternative: words),
        alternative: words, caption: Caption.of(call),
        medium: { Medium(ending: "png", bytes: try encodePNG(picture)) }))
  }

  /// Throws unless a grid has from 1 to `most` cells.
  static func checkGrid(_ call: Call, most: Int) throws {
    let size = call.sizeOrDefault("grid")
    guard size.rows >= 1, size.columns >= 1, size.rows <= most, size.columns <= most,
      size.rows * size.columns <= most
    else {
      throw ScriptError(
        "a grid has from 1 to \(most) pictures here, not \(size.rows)x\(size.columns)",
        argument: "grid", code: .badValue)
    }
  }
}

extension Saveable {
  /// The pictures of the last epoch.
  static let picture = Saveable(
    term: Term(
      "picture", "generated pictures of the run's end, in rows and columns",
      discussion: """
        Of a conditional run each row is of one kind, with its name where there is room for it; without \
        grid= there is a row of five for each.
        """,
      parameters: [SaveOption.grid, SaveOption.contrast, SaveOption.epoch],
      example: "save picture \"last.png\" grid=5x5"),
    endings: ["png"], check: checkPictures
  ) { subject, _ in
    let (plan, result) = try subject.trained()
    let layout = PictureLayout(subject.call, of: plan)
    let images = try Pictures.last(
      RunObject(plan: plan, result: result), layout, epoch: subject.call.whole("epoch"),
      subject.session.context)
    let sheet = Pictures.named(
      Pictures.sheet(images, layout, subject.call), rows: layout.rowNames(plan.data.kinds))
    do throws(ImageError) {
      return (try encodePNG(sheet), "\(sheet.width) x \(sheet.height)")
    } catch { throw ScriptError(error.message, exitCode: .limit) }
  }

  private static func checkPictures(_ subject: Subject) throws {
    try Pictures.checkGrid(subject.call, most: 1024)
    if subject.call.isGiven("epoch") { try Animation.check(subject) }
  }
}
