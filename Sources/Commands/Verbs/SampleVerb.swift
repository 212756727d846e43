import Adversarial
import Datasets
import GANScript
import Imaging
import Vocabulary

/// `sample`: new pictures from a run's generator.
enum SampleVerb {
  static let verb = Verb<Session>(
    Term(
      "sample", "new pictures from a run's generator, in the terminal and to a file",
      discussion: """
        New latent vectors are drawn from `seed`, or taken from a file with latents=, a row a picture. \
        mode=together normalises by the statistics of the \
        pictures drawn together, as the article's do, so that a picture depends on its \
        neighbours (PyTorch's `train()`); mode=running by those gathered in training (`eval()`), as \
        pictures of a conditional run always are. Of such a run `kind` asks for one kind, and without \
        it each row is of another. truncate=0.7 draws numbers beyond 0.7 standard deviations again: \
        more typical pictures, less various. A .npy holds the generator's own numbers, [N, H, W] or \
        [N, H, W, 3]. `sample generator` draws from a network whose weights were loaded.
        """,
      parameters: [
        SampleSource.parameter,
        Parameter(
          "file", .outputFile(endings: ["png", "npy"]), "a file to write as well",
          position: .positional),
        Parameter("count", .whole(1...10_000), "how many", default: "25"),
        SampleOption.kind,
        Parameter("seed", .seed, "what the latent vectors come from", default: "1"),
        Parameter(
          "latents", .inputFile(endings: ["npy"]),
          "latent vectors to draw from, [count, latent], instead of random ones"),
        SampleOption.truncate, SampleOption.mode, SaveOption.contrast,
        Caption.parameter,
      ],
      example: "sample \"new.png\" count=16 seed=7"),
    role: .output
  ) { call, session, phase in
    let source = try SampleSource(call, session, for: "sample from")
    let kind = try source.kind(call)
    let file = try SampleOption.claimFile(
      call, &session, endings: ["png", "npy"], what: "samples are")
    let others = ["count", "seed", "truncate"]
    if call.isGiven("latents"), let other = others.first(where: call.isGiven) {
      throw ScriptError(
        "\(other)= and latents= exclude each other: the file says which vectors, and how many",
        help: "leave one of them out", argument: other, code: .arguments)
    }
    let width = source.network.sample.count
    let given = try LatentFile.rows(call, session.context, width: width)
    guard phase == .run else { return .nothing }
    let latents =
      given
      ?? SampleOption.latents(
        call, count: call.wholeOrDefault("count"), width: width,
        seed: call.seedOrDefault("seed"))
    let count = latents.count / width
    source.tellAlone(count, call, session.context)
    let columns = min(count, max(5, Int(Double(count).squareRoot().rounded(.up))))
    let layout = PictureLayout(
      rows: (count + columns - 1) / columns, columns: columns,
      kindCount: source.network.kinds)
    let kinds =
      kind.map { [Int](repeating: $0.index, count: count) }
      ?? layout.kinds.map { Array($0.prefix(count)) }
    let samples = try source.samples(latents, kinds: kinds, call, session.context)
    let images = source.form.images(of: samples)
    let isFixed = call.word("contrast") == "fixed"
    let sheet = grid(
      isFixed ? images : images.map(Pictures.stretched), rows: layout.rows,
      columns: layout.columns)
    let words =
      counted(count, "generated picture") + (kind.map { " of kind \($0.name)" } ?? "")
    call.emit(try Pictures.exhibit(sheet, words, call, session.context))
    guard let file else { return .nothing }
    let bytes: [UInt8]
    do throws(ImageError) {
      bytes =
        ending(of: file) == "png"
        ? try encodePNG(
          Pictures.named(sheet, rows: kind == nil ? layout.rowNames(source.kindNames) : nil))
        : encodeNPY(shape: source.form.arrayShape(count: count), floats: samples)
    } catch { throw ScriptError(error.message, exitCode: .limit) }
    call.emit(
      .saved(
        try session.context.save(
          bytes, as: file, argument: "file", remark: counted(count, "sample"), isShown: true)))
    return .nothing
  }
}
