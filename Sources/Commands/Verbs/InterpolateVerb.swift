import Adversarial
import Datasets
import Foundation
import GANScript
import Imaging
import Vocabulary

/// `interpolate`: from one latent vector to the next, as a strip or an animation.
enum InterpolateVerb {
  static let verb = Verb<Session>(
    Term(
      "interpolate", "goes from latent vector to latent vector, as a strip or an animation",
      discussion: """
        `points` latent vectors are drawn from `seed`, as `sample` draws them, and between each and the \
        next there are `steps` steps along the arc between them (spherical interpolation: White 2016, \
        arXiv 1609.04468). A .png has a row for each way from a point to the next, both ends shown; a \
        .gif goes through all of them and back to the first. All pictures are drawn together; \
        mode=running makes each independent of the others. The kind of a conditional run stays one \
        along a way: that of kind=, or, without it, each row of a .png is of the next kind, and a .gif \
        goes the whole way in each kind in turn.
        """,
      parameters: [
        SampleSource.parameter,
        Parameter(
          "file", .outputFile(endings: ["png", "gif"]), "a file to write as well",
          position: .positional),
        Parameter("points", .whole(2...100), "latent vectors to go to", default: "5"),
        Parameter("steps", .whole(1...500), "steps from one to the next", default: "8"),
        kind,
        Parameter("seed", .seed, "what the latent vectors come from", default: "1"),
        SampleOption.truncate, SampleOption.mode, contrast,
        Parameter("fps", .number(0.1...50), "frames a second of a .gif", default: "10"),
        Caption.parameter,
      ],
      example: "interpolate \"strip.png\" points=4 steps=8 seed=3"),
    role: .output
  ) { call, session, phase in
    let source = try SampleSource(call, session, for: "interpolate")
    let asked = try source.kind(call)
    let file = try SampleOption.claimFile(
      call, &session, endings: ["png", "gif"], what: "a way is")
    try ArgumentUse.of("interpolate")?.check(call, file: call.text("file"))
    let points = call.wholeOrDefault("points")
    let steps = call.wholeOrDefault("steps")
    let isAnimation = file.map { ending(of: $0) == "gif" } ?? false
    // A sheet has a row for each way from a point to the next.
    let ways = asked.map { [$0.index] } ?? Array(0..<source.network.kinds)
    let kinds = isAnimation ? ways : Array(ways.prefix(points - 1))
    let count = points * steps * max(kinds.count, 1)
    guard count <= mostPictures else {
      throw ScriptError(
        "points=\(points) times steps=\(steps)"
          + (kinds.count > 1 ? " in \(counted(kinds.count, "kind"))" : "")
          + " are \(grouped(count)) pictures; at most \(grouped(mostPictures)) are drawn",
        argument: "steps", exitCode: .limit, code: "E407")
    }
    guard phase == .run else { return .nothing }
    let width = source.network.sample.count
    let corners = SampleOption.latents(
      call, count: points, width: width, seed: call.seedOrDefault("seed"))
    let way = closedWay(corners, width: width, steps: steps)
    // The whole way in each kind, one after the other.
    let images = source.form.images(
      of: try source.samples(
        kinds.isEmpty ? way : kinds.flatMap { _ in way },
        kinds: kinds.flatMap { [Int](repeating: $0, count: points * steps) }, call,
        session.context)
    ).map { call.word("contrast") == "tile" ? Pictures.stretched($0) : $0 }
    let rows = (0..<points - 1).flatMap { row in
      (0...steps).map { step in
        images[row % max(kinds.count, 1) * points * steps + row * steps + step]
      }
    }
    let sheet = grid(rows, rows: points - 1, columns: steps + 1)
    let words =
      "\(counted(points, "point")), \(counted(steps, "step")) from each to the next"
      + (asked.map { ", of kind \($0.name)" }
        ?? (kinds.isEmpty ? "" : ", \(isAnimation ? "all" : "a row") of each kind in turn"))
    call.emit(try Pictures.exhibit(sheet, "a way of \(words)", call, session.context))
    guard let file else { return .nothing }
    let names = asked == nil && !kinds.isEmpty ? source.kindNames : nil
    let rowNames =
      names?.count == source.network.kinds
      ? names.map { names in
        (0..<points - 1).map { names[kinds[$0 % kinds.count]] }
      } : nil
    let bytes: [UInt8]
    do throws(ImageError) {
      if ending(of: file) == "png" {
        bytes = try encodePNG(Pictures.named(sheet, rows: rowNames))
      } else {
        let delay = Int((100 / call.numberOrDefault("fps")).rounded())
        bytes = try encodeGIF(frames: images, delays: .all(delay, last: delay))
      }
    } catch { throw ScriptError(error.message, exitCode: .limit) }
    call.emit(
      .saved(
        try session.context.save(
          bytes, as: file, argument: "file", remark: words, isShown: ending(of: file) == "png")))
    return .nothing
  }

  private static let mostPictures = 10_000

  private static let kind: Parameter = {
    var kind = SampleOption.kind
    kind.summary = "of which kind, of a conditional run; a row or way of each in turn if left out"
    return kind
  }()

  /// Pictures that follow each other keep one scale.
  private static let contrast: Parameter = {
    var contrast = SaveOption.contrast
    contrast.defaultText = "fixed"
    return contrast
  }()

  /// The latent vectors of a way through points [points, width] and back to the first,
  /// [points · steps, width]: from each point on, so many steps along the arc to the next.
  static func closedWay(_ points: [Float], width: Int, steps: Int) -> [Float] {
    let count = points.count / width
    return (0..<count).flatMap { index in
      let from = points[index * width..<(index + 1) * width].map(Double.init)
      let next = (index + 1) % count
      let to = points[next * width..<(next + 1) * width].map(Double.init)
      return (0..<steps).flatMap { step in
        spherical(from, to, at: Double(step) / Double(steps)).map(Float.init)
      }
    }
  }

  /// The vector at a part of the arc between two: sin((1 − t) ω) / sin ω · a + sin(t ω) / sin ω · b with
  /// the angle ω between them; on the line where they have one direction, or opposite ones.
  static func spherical(_ a: [Double], _ b: [Double], at part: Double) -> [Double] {
    func product(_ x: [Double], _ y: [Double]) -> Double {
      zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let lengths = (product(a, a) * product(b, b)).squareRoot()
    let angle = lengths > 0 ? acos(min(1, max(-1, product(a, b) / lengths))) : 0
    let sine = sin(angle)
    let weights =
      sine < 1e-6 ? (1 - part, part) : (sin((1 - part) * angle) / sine, sin(part * angle) / sine)
    return zip(a, b).map { weights.0 * $0 + weights.1 * $1 }
  }
}
