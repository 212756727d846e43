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
      discussion: """
        kinds.csv says of which kind each is: as a conditional run was asked, as the classifier of its \
        data tells of another run. Without kind= and balance= a conditional run is asked for kinds in \
        the shares of the data. What another run makes is chosen by what the classifier tells.
        """,
      parameters: [
        SaveOption.count, SaveOption.seed,
        Parameter(
          "keep",
          .word([
            Term("new", "near copies of training pictures are left out, and more are drawn")
          ]), "which pictures are kept; all of them if left out"),
        kind,
        Parameter("balance", .toggle, "as many of each kind", default: "off"),
        Parameter("folders", .toggle, "a sub-folder for each kind", default: "off"),
        SampleOption.truncate, SampleOption.mode,
      ], example: "save pictures \"new\" count=500 keep=new"),
    check: requirePictures
  ) { subject in
    try PictureFolder(subject).files()
  }

  private static let kind: Parameter = {
    var kind = SampleOption.kind
    kind.summary =
      "of which kind: asked of a conditional run, chosen among another's by the classifier; in the "
      + "shares of the data, or as they come, if left out"
    return kind
  }()

  private static func requirePictures(_ subject: Subject) throws {
    try subject.requirePictures()
    try subject.checkMode()
    if let plan = subject.run?.plan {
      try PictureFolder.checkKinds(plan.data.kinds, plan, subject.call)
    }
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
  /// The names of the kinds: a conditional run knows them itself.
  private let names: [String]

  /// How many pictures are drawn at most, for each that is wanted.
  private static let mostDraws = 20

  fileprivate init(_ subject: Subject) throws {
    let (plan, result) = try subject.trained()
    run = RunObject(plan: plan, result: result)
    source = SampleSource(run)
    call = subject.call
    context = subject.session.context
    count = call.whole("count") ?? 500
    seed = call.seed("seed") ?? plan.recipe.seed
    source.tellAlone(count, call, context)
    let isConditional = source.network.kinds > 0
    let isNew = call.word("keep") == "new"
    // One that is told which kinds to make needs nobody to tell them.
    let isTold = isConditional && (call.isGiven("kind") || call.toggle("balance") == true)
    var data: PreparedData?
    if isNew || !isTold {
      do { data = try result.data.prepared() } catch let error as ScriptError {
        guard !isNew, isConditional || PictureFolder.asked(call).isEmpty else { throw error }
        context.message(
          (isConditional
            ? "kinds come in turn, not in the shares of the data: " : "kinds are not told: ")
            + error.message)
      }
    }
    self.data = data
    names = (isConditional ? plan.data.kinds : nil) ?? data?.set.kindNames ?? []
    guard !isConditional || names.count == source.network.kinds else {
      throw ScriptError(
        "run \(result.folder.name) does not say what its \(source.network.kinds) kinds are called",
        exitCode: .data, code: "E331")
    }
    try PictureFolder.checkKinds(names, plan, call)
  }

  /// The arguments of a call for which there must be kinds.
  private static func asked(_ call: Call) -> [String] {
    ["kind", "balance", "folders"].filter {
      $0 == "kind" ? call.isGiven($0) : call.toggle($0) == true
    }
  }

  /// Throws if kinds are asked for that the data have not, or that cannot be told.
  ///
  /// - Parameter names: Those of the data; `nil` where they are not known before the run.
  fileprivate static func checkKinds(
    _ names: [String]?, _ plan: RunObject.Plan, _ call: Call
  ) throws {
    let asked = asked(call)
    if asked.starts(with: ["kind", "balance"]) {
      throw ScriptError(
        "kind= asks for one kind and balance= for as many of each",
        help: "leave one of them out", argument: "balance", code: .arguments)
    }
    guard let argument = asked.first, let names else { return }
    if !names.isEmpty, let name = call.text("kind") { _ = try kindIndex(name, among: names) }
    if let obstacle = obstacle(to: plan, names) {
      throw ScriptError(
        "\(obstacle), so there are none for \(argument)=",
        help: "leave out \(argument)=; sub-folders or a kinds.csv give pictures kinds",
        argument: argument, code: .badValue)
    }
  }

  /// Why pictures of a run have no kinds that could be asked for or told; `nil` if they have.
  private static func obstacle(to plan: RunObject.Plan, _ names: [String]) -> String? {
    let data = plan.data
    if names.isEmpty { return "\(data.name) has no kinds" }
    guard !plan.networks.areConditional else { return nil }
    // A classifier tells them.
    if names.count == 1 { return "all samples of \(data.name) are of one kind" }
    if data.count < Reference.fewestSamples {
      return "kinds are told by at least \(Reference.fewestSamples) samples, and \(data.name) has "
        + "\(data.count)"
    }
    let side = data.geometry.map { min($0.height, $0.width) } ?? 8
    return side < 8 ? "kinds are told of pictures of at least 8x8, and these are smaller" : nil
  }

  /// Whether a file could be of such a folder, by its name.
  static func isExpected(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard let file = parts.last, parts.count <= 2, !name.hasPrefix(".") else { return false }
    return (parts.count == 1 && file == "kinds.csv") || file.wholeMatch(of: /\d{5,6}\.png/) != nil
  }

  /// The files, and how many pictures were left out. Throws if there are not as many as wanted.
  fileprivate func files() throws -> (files: [FolderFile], remark: String) {
    let drawn = try samples()
    let kinds = drawn.kinds
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

  /// A picture that is wanted, and of which kind, if one is asked for.
  private struct Wish {
    var kind: Int?
    var sample: [Float]?
  }

  /// The wishes of a call, in the order of the files.
  private func wishes() throws -> [Wish] {
    if let name = call.text("kind") {
      let kind = try kindIndex(name, among: names)
      return [Wish](repeating: Wish(kind: kind), count: count)
    }
    if call.toggle("balance") == true {
      return (0..<count).map { Wish(kind: $0 % names.count) }
    }
    guard source.network.kinds > 0 else { return [Wish](repeating: Wish(), count: count) }
    // The data's own kinds, so that shares are theirs, evenly spread where fewer are wanted; else each in
    // turn.
    let numbers = data?.set.kinds(ofSpread: count) ?? Array(names.indices)
    return (0..<count).map { Wish(kind: numbers[$0 % numbers.count]) }
  }

  /// The numbers of all pictures, the names of their kinds, and how many near copies were left out.
  private func samples() throws -> (values: [Float], kinds: [String]?, copies: Int) {
    let isConditional = source.network.kinds > 0
    var wishes = try wishes()
    let wantsNew = call.word("keep") == "new"
    let size = source.form.featureCount
    let reference = data?.reference(on: context.workers)
    let real = wantsNew ? data?.realSamples(on: context.workers) : nil
    if wantsNew, real == nil, let data { throw Reference.unfit(data.set) }
    var copies = 0
    // How many were drawn of each kind, copies or not.
    var seen = [Int](repeating: 0, count: names.count)
    var round = 0
    while let first = wishes.firstIndex(where: { $0.sample == nil }), round < Self.mostDraws {
      guard !call.isInterrupted() else {
        throw ScriptError("stopped", exitCode: .interrupted, code: .interrupted)
      }
      let open = wishes.indices.filter { wishes[$0].sample == nil }
      let asked = isConditional ? (0..<count).map { wishes[open[$0 % open.count]].kind ?? 0 } : nil
      let latents = SampleOption.latents(
        call, count: count, width: source.network.sample.count, seed: seed, from: round * count)
      // What is told and judged is what a file holds.
      let drawn = source.form.rounded(
        try source.samples(latents, kinds: asked, call, context))
      let told = !isConditional && wishes[first].kind != nil ? reference?.kindNames(of: drawn) : nil
      let nearest = real?.nearest(to: drawn)
      for index in 0..<count {
        let kind = asked?[index] ?? told.flatMap { names.firstIndex(of: $0[index]) }
        if let kind { seen[kind] += 1 }
        if let nearest, nearest[index]?.isCopy != false {
          copies += wishes.contains { $0.sample == nil } ? 1 : 0
          continue
        }
        guard
          let wish = wishes.firstIndex(where: {
            $0.sample == nil && ($0.kind == nil || $0.kind == kind)
          })
        else { continue }
        wishes[wish].sample = Array(drawn[index * size..<(index + 1) * size])
      }
      round += 1
    }
    let found = wishes.count { $0.sample != nil }
    guard found == count else { throw tooFew(wishes, found, seen) }
    let values = wishes.flatMap { $0.sample ?? [] }
    let kinds =
      isConditional ? wishes.map { names[$0.kind ?? 0] } : reference?.kindNames(of: values)
    return (values, kinds, copies)
  }

  /// Why there are not as many pictures as wanted; `seen` counts what was drawn of each kind.
  private func tooFew(_ wishes: [Wish], _ found: Int, _ seen: [Int]) -> ScriptError {
    let drawn = grouped(count * Self.mostDraws)
    // A kind of which too few were drawn, whether copies are kept or not.
    let rare = wishes.first { wish in
      guard let kind = wish.kind, wish.sample == nil else { return false }
      return seen[kind] < wishes.count { $0.kind == kind }
    }?.kind
    let start =
      "only \(found) of \(counted(count, "picture")) were found: of \(drawn) that were drawn "
    if let rare {
      let argument = call.isGiven("kind") ? "kind" : "balance"
      return ScriptError(
        start + "\(seen[rare]) \(seen[rare] == 1 ? "is" : "are") told as \(names[rare])",
        help:
          "leave out \(argument)=, or train a conditional network, which makes the kind that it is "
          + "asked for: 100+kinds", argument: argument, exitCode: .limit, code: "E344")
    }
    return ScriptError(
      start + "too few are no near copies of training pictures", help: "leave out keep=",
      argument: "keep", exitCode: .limit, code: "E344")
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
