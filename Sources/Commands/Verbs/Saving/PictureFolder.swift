import Adversarial
import Datasets
import Files
import GANScript
import Imaging
import Measures
import Vocabulary

extension Saveable {
  /// New pictures, a file each.
  static let pictures = Saveable(
    term: Term(
      "pictures", "new pictures in a folder, a file each, as training data are kept",
      parameters: [
        SaveOption.count, SaveOption.seed,
        Parameter(
          "keep",
          .word([
            Term("new", "near copies of training pictures are left out, and more are drawn")
          ]), "which pictures are kept; all of them if left out"),
        Parameter("folders", .toggle, "a sub-folder for each kind", default: "off"),
        SampleOption.truncate, SampleOption.mode,
      ], example: "save pictures \"new\" count=500 keep=new"),
    check: requirePictures
  ) { subject in
    try PictureFolder(subject).files()
  }

  private static func requirePictures(_ subject: Subject) throws {
    try subject.requirePictures()
  }
}

/// A folder of new pictures of a run.
struct PictureFolder {
  private let source: SampleSource
  private let run: RunObject
  private let call: Call
  private let context: SessionContext
  /// How many are wanted.
  private let count: Int
  private let seed: UInt64
  /// What tells kinds and copies; `nil` where the run's data are not needed, or gone.
  private let data: PreparedData?

  /// How many pictures are drawn at most, for each that is wanted.
  private static let mostDraws = 20

  fileprivate init(_ subject: Subject) throws {
    let (plan, result) = try subject.trained()
    run = RunObject(plan: plan, result: result)
    source = SampleSource(run)
    call = subject.call
    context = subject.session.context
    count = call.whole("count") ?? 500
    seed = call.whole("seed").map(UInt64.init) ?? plan.recipe.seed
    do { data = try result.data.prepared() } catch let error as ScriptError {
      guard call.word("keep") != "new", call.toggle("folders") != true else { throw error }
      context.message("kinds are not told: \(error.message)")
      data = nil
    }
  }

  /// Whether a file could be of such a folder, by its name.
  static func isExpected(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard let file = parts.last, parts.count <= 2, !name.hasPrefix(".") else { return false }
    return (parts.count == 1 && file == "kinds.csv") || file.wholeMatch(of: /\d{5,6}\.png/) != nil
  }

  /// The files, and how many pictures were left out. Throws if there are not as many new ones as wanted.
  fileprivate func files() throws -> (files: [FolderFile], remark: String) {
    let drawn = try samples()
    let reference = data?.reference(on: context.workers)
    let kinds = reference?.kinds(of: drawn.values)
    if call.toggle("folders") == true, kinds == nil {
      throw ScriptError(
        "the data of run \(run.result?.folder.name ?? "") have no kinds for folders=on",
        help: "leave out folders=", argument: "folders", code: .badValue)
    }
    var files: [FolderFile] = []
    var table = "file,kind\n"
    let form = source.form
    for index in 0..<drawn.values.count / form.featureCount {
      let image = form.image(
        of: drawn.values[index * form.featureCount..<(index + 1) * form.featureCount])
      var name = fixedDigits(index + 1) + ".png"
      if call.toggle("folders") == true, let kind = kinds?[index] {
        name = PictureFolder.folderName(kind) + "/" + name
      }
      if let kind = kinds?[index] { table += "\(name),\(PictureFolder.field(kind))\n" }
      do throws(ImageError) {
        files.append(FolderFile(name: name, bytes: try encodePNG(image)))
      } catch { throw ScriptError(error.message, exitCode: .limit) }
    }
    var remark = counted(files.count, "picture")
    if let kinds {
      if call.toggle("folders") != true {
        files.append(FolderFile(name: "kinds.csv", bytes: Array(table.utf8)))
      }
      remark += " of \(counted(Set(kinds).count, "kind"))"
    }
    if call.word("keep") == "new" {
      remark += ", \(PictureFolder.words(copies: drawn.copies)) left out"
    }
    return (files, remark)
  }

  private func samples() throws -> (values: [Float], copies: Int) {
    let width = source.network.input.count
    func draw(from first: Int) throws -> [Float] {
      let latents = SampleOption.latents(call, count: count, width: width, seed: seed, from: first)
      return try source.samples(latents, call, context)
    }
    guard call.word("keep") == "new" else { return (try draw(from: 0), 0) }
    guard let data, let real = data.realSamples(on: context.workers) else {
      throw Reference.tooSmall(data?.set.name ?? "the data", count: data?.set.count ?? 0)
    }
    let size = source.form.featureCount
    var kept: [Float] = []
    var copies = 0
    for round in 0..<PictureFolder.mostDraws where kept.count < count * size {
      guard !call.isInterrupted() else {
        throw ScriptError("stopped", exitCode: .interrupted, code: .interrupted)
      }
      let drawn = try draw(from: round * count)
      for (index, nearest) in real.nearest(to: drawn).enumerated() where kept.count < count * size {
        if let nearest, !nearest.isCopy {
          kept += drawn[index * size..<(index + 1) * size]
        } else {
          copies += 1
        }
      }
    }
    let found = kept.count / size
    guard found == count else {
      throw ScriptError(
        "only \(found) of \(counted(count, "picture")) are new: all others of "
          + "\(grouped(count * PictureFolder.mostDraws)) that were drawn are near copies of training pictures",
        help: found > 0 ? "write count=\(found), or leave out keep=" : "leave out keep=",
        argument: "keep", exitCode: .limit, code: "E344")
    }
    return (kept, copies)
  }

  /// "1 near copy".
  static func words(copies count: Int) -> String { "\(count) near cop\(count == 1 ? "y" : "ies")" }

  /// Five digits, or as many as it takes.
  private func fixedDigits(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(5 - digits.count, 0)) + digits
  }

  /// A kind as the name of a folder.
  private static func folderName(_ kind: String) -> String {
    let isName =
      !kind.isEmpty && !kind.hasPrefix(".") && kind.utf8.count <= 200
      && !kind.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "/") }
    return isName ? kind : "kind_" + kindName(kind)
  }

  /// A field of CSV, in quotes where need be.
  private static func field(_ text: String) -> String {
    text.contains { ",\"\n\r".contains($0) }
      ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
