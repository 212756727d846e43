import Commands
import Datasets
import Files
import Foundation
import GANScript
import Tensors
import Testing

/// Measures through the language: on the way of a training, and of its end.
struct MeasuringTests {
  private static let networks = """
    load sunflowers size=8 limit=64
    net generator: 4 -> 16 batchnorm relu -> 64 tanh
    net discriminator: 64 -> 16 leakyrelu(0.2) -> 1 sigmoid

    """

  @Test func measuresOnTheWayAreColumns() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.networks + """
        r = train epochs=7 batch=16 measures=3
        print r.coverage.count r.kinds.close_up.count
        print r.kinds.close_up.last + r.kinds.slim.last + r.kinds.other.last
        plot coverage r "coverage.png"
        plot kinds r
        m = measure r "m.csv"
        print m.coverage == r.coverage.last and m.kinds.slim == r.kinds.slim.last
        print m.accuracy > 0.3 and m.floor.coverage > m.coverage - 1
        table r "table.csv"
        """)
    #expect(outcome.report.diagnostics.isEmpty)
    // After epochs 1, 3, 6 and 7.
    #expect(outcome.texts.contains("4 4"))
    #expect(outcome.texts.contains("1"))
    #expect(outcome.texts.filter { $0 == "on" }.count == 2)
    let files = try laboratory.files
    let losses = try #require(
      try laboratory.runFiles.first { $0.key.hasSuffix("loss.csv") }
    ).value
    let lines = String(decoding: losses, as: UTF8.self).split(separator: "\n")
    #expect(lines[0].contains(",coverage,") && lines[0].contains(",share_close_up"))
    #expect(lines.count == 8)
    let measures = String(decoding: try #require(files["m.csv"]), as: UTF8.self)
    #expect(measures.hasPrefix("measure,value,floor\nkid,"))
    #expect(measures.contains("\nshare_other,"))
    #expect(files["coverage.png"] != nil)
    let table = String(decoding: try #require(files["table.csv"]), as: UTF8.self)
    #expect(table.contains(",coverage,"))
  }

  @Test func aLongerRunMeasuresAsIfTrainedAtOnce() throws {
    let script = { (epochs: String) in
      Self.networks + epochs + "\nprint r.coverage.count r.kid.mean r.kid.last\nsave loss \"l.csv\""
    }
    let stepwise = try Laboratory()
    let first = try stepwise.run(
      script("a = train epochs=4 batch=16 measures=3\nr = train epochs=8 batch=16 measures=3"))
    let atOnce = try Laboratory()
    let second = try atOnce.run(script("r = train epochs=8 batch=16 measures=3"))
    #expect(first.texts.suffix(2).first == second.texts.suffix(2).first)
    #expect(try stepwise.files["l.csv"] == atOnce.files["l.csv"])
  }

  @Test func sweepsGiveMeansOfMeasures() throws {
    let outcome = try Laboratory().run(
      Self.networks + """
        grid = sweep seed=[1, 2] epochs=2 batch=16 measures=2
        print grid.coverage.count grid.kinds.slim.count grid.loss.generator.deviation > 0
        plot kid grid
        table grid
        """)
    #expect(outcome.report.diagnostics.isEmpty)
    #expect(outcome.texts.contains("2 2 on"))
  }

  @Test(arguments: [
    ("r = train epochs=1 batch=16\nplot coverage r", "was not measured"),
    ("r = train epochs=1 batch=16\nplot kinds r", "no shares of kinds"),
    ("r = train epochs=1 batch=16\nprint r.coverage.last", "coverage"),
    ("r = train epochs=1 batch=16\nm = measure r\nprint m.coverag", "did you mean"),
    ("measure", "no run to measure"),
    ("r = train epochs=1 batch=16\nmeasure r \"m.txt\"", "csv"),
  ])
  func saysWhatIsMissing(script: String, words: String) throws {
    let report = try Laboratory().run(Self.networks + script).report
    #expect(report.hasErrors)
    #expect(render(report.diagnostics).contains(words), "\(render(report.diagnostics))")
  }

  @Test func fewSamplesAreTold() throws {
    let report = try Laboratory().run(
      Self.networks.replacingOccurrences(of: "limit=64", with: "limit=6")
        + "r = train epochs=1 batch=3\nmeasure r"
    ).report
    #expect(report.exitCode == .data)
  }
}

/// What several runs have, and the tables that tell of them.
struct SeveralRunsTests {
  private static let grid = """
    load sunflowers size=8 limit=64
    net generator: 4 -> 16 batchnorm relu -> 64 tanh
    net discriminator: 64 -> 16 leakyrelu(0.2) -> 1 sigmoid
    grid = sweep seed=[1, 2] epochs=6 batch=16 measures=2

    """

  @Test func eachIsTheFieldOfEveryRun() throws {
    let outcome = try Laboratory().run(
      Self.grid + """
        one = first(grid)
        two = last(grid)
        late = grid.each.loss.generator.late
        expect late.first == one.loss.generator.late and late.last == two.loss.generator.late
        expect late.mean within 1e-12 of (late.first + late.last) / 2 "a mean of two"
        expect grid.each.kinds.slim.max.count == 2 and grid.each.seed.last == 2
        expect grid.each.coverage.last.mean == grid.coverage.mean
        print grid.each.status
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(outcome.texts.last == "[\"done\", \"done\"]")
    // The spread is told with a mean of runs, and with nothing else.
    #expect(
      outcome.report.expectations.map { $0.numbers.contains("(sd ") } == [false, true, false, true])
  }

  /// What fields of a run's curves say is what its table of losses has.
  @Test func curvesKnowTheirEpochs() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.grid + """
        run = first(grid)
        print run.kid.max_at run.kid.min_at run.kid.mean
        print run.loss.generator.middle run.loss.generator.late run.loss.generator.max_at
        save loss "loss.csv" run=run
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let table = String(
      decoding: try #require(try laboratory.files["loss.csv"]), as: UTF8.self)
    let kid = try column("kid", of: table)
    let losses = try column("generator", of: table)
    #expect(kid.map(\.epoch) == [1, 2, 4, 6])
    func numbers(_ line: String?) -> [Double] {
      line?.split(separator: " ").compactMap { Double($0) } ?? []
    }
    let highest = try #require(kid.max { $0.value < $1.value })
    let lowest = try #require(kid.min { $0.value < $1.value })
    let mean = kid.reduce(0) { $0 + $1.value } / 4
    let first = numbers(outcome.texts.dropLast(2).last)
    #expect(first.prefix(2) == [Double(highest.epoch), Double(lowest.epoch)])
    #expect(abs(try #require(first.last) - mean) < 1e-6 * abs(mean))
    // Of six epochs a fifth is one: the third is the middle, the sixth is late.
    let second = numbers(outcome.texts.dropLast().last)
    let top = try #require(losses.max { $0.value < $1.value })
    for (number, expected) in zip(second, [losses[2].value, losses[5].value, Double(top.epoch)]) {
      #expect(abs(number - expected) < 1e-6)
    }
    #expect(first.count == 3 && second.count == 3)
  }

  /// A column of a table with a row an epoch, where it is not empty.
  private func column(_ name: String, of table: String) throws -> [(epoch: Int, value: Double)] {
    let rows = table.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let place = try #require(rows.first?.firstIndex { $0 == name })
    return rows.dropFirst().compactMap { row in
      guard let epoch = Int(row[0]), let value = Double(row[place]) else { return nil }
      return (epoch, value)
    }
  }

  @Test(arguments: [
    ("print grid.each.coverag", "did you mean `coverage`"),
    ("print grid.each.loss.generator.erly", "did you mean `early`"),
    ("print grid.coverage.late", "has no field `late`"),
    ("save picture \"a.png\" run=grid", "writes one run, not 2"),
  ])
  func wrongFieldsAreNamed(script: String, words: String) throws {
    let outcome = try Laboratory().run(Self.grid + script)
    #expect(outcome.report.exitCode == .script)
    #expect(outcome.problems.contains(words), "\(outcome.problems)")
    #expect(outcome.messages.isEmpty, "nothing is trained before")
  }

  @Test func lossesOfSeveralRunsAreOneTable() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.grid + """
        plain = train epochs=3 batch=16
        save loss "all.csv" run=[grid, plain]
        save loss "all.jsonl" run=grid
        save loss "one.csv" run=plain
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let files = try laboratory.files.mapValues { String(decoding: $0, as: UTF8.self) }
    let rows = try #require(files["all.csv"]).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(rows[0][..<3] == ["run", "epoch", "generator"] && rows[0].contains("coverage"))
    #expect(rows.count == 1 + 6 + 6 + 3)
    #expect(Set(rows.map(\.count)).count == 1)
    #expect(try Set(rows.dropFirst().map { $0[0] }) == Set(laboratory.runFolders))
    #expect(rows.dropFirst().map { $0[1] } == (1...6).map(String.init) * 2 + ["1", "2", "3"])
    // Measured in the epochs 1, 2, 4 and 6, and nowhere in the last run.
    let index = try #require(rows[0].firstIndex(of: "coverage"))
    #expect(
      rows.dropFirst().map { !$0[index].isEmpty } == [true, true, false, true, false, true] * 2 + [
        false, false, false,
      ])
    let lines = try #require(files["all.jsonl"]).split(separator: "\n")
    #expect(lines.count == 12 && lines.allSatisfy { $0.hasPrefix("{\"run\":\"") })
    #expect(try #require(files["one.csv"]).hasPrefix("epoch,generator,"))
  }

  @Test func runsAreRows() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.grid + """
        save run "last.csv"
        save run "both.csv" run=grid
        save grid "named.csv"
        for run in grid
          save run "run-{run.seed}.json"
        end
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let files = try laboratory.files.mapValues { String(decoding: $0, as: UTF8.self) }
    let both = try #require(files["both.csv"]).split(separator: "\n")
    #expect(both.count == 3)
    for column in ["name", "epochs", "lr_g", "seed", "generator", "coverage", "status"] {
      #expect(both[0].split(separator: ",").contains { $0 == column }, "\(column)")
    }
    #expect(!both[0].contains("seconds"))
    #expect(files["named.csv"] == files["both.csv"])
    #expect(try #require(files["last.csv"]).split(separator: "\n") == [both[0], both[2]])
    // A run of that name stands in the place of the word.
    #expect(try #require(files["run-1.json"]).contains("\"seed\": 1"))
    #expect(try #require(files["run-2.json"]).contains("\"seed\": 2"))
  }

  @Test func aRunThatDivergedIsNotMeasured() throws {
    let outcome = try Laboratory().run(
      Laboratory.preamble.replacing(" sigmoid", with: "") + """
        grid = sweep lr=[1e30, 0.01] epochs=3 batch=4 loss=bce_logits
        expect grid.each.loss.generator.last.mean < 100 "small"
        """)
    #expect(outcome.report.exitCode == .script)
    #expect(
      outcome.report.expectations.map(\.verdict.words) == ["not measured"], "\(outcome.problems)")
  }
}

/// A list several times in a row.
private func * <Element>(list: [Element], times: Int) -> [Element] {
  (0..<times).flatMap { _ in list }
}

/// Data sets, and several runs, measured.
struct ComparingTests {
  private static let train = """
    flowers = load sunflowers size=12 limit=48
    net generator: 8 -> 32 batchnorm relu -> 144 tanh
    net discriminator: 144 -> 16 leakyrelu(0.2) -> 1 sigmoid
    r = train epochs=3 lr=0.05 batch=16 seed=5

    """

  /// What a run's pictures are worth is what they are worth as files.
  @Test func picturesMadeElsewhereAreMeasuredLikeARuns() throws {
    let laboratory = try Laboratory()
    let made = try laboratory.run(
      Self.train + "save pictures \"new\" count=48\nsave data \"d.npy\"")
    #expect(made.report.exitCode == .done, "\(made.problems)")
    let outcome = try laboratory.run(
      """
      flowers = load sunflowers size=12 limit=48
      other = load "\(laboratory.output)/new" size=12
      m = measure "m.csv" data=flowers of=other
      same = measure data=flowers of=flowers
      p = measure data=flowers of=other features=pixels
      print same.coverage same.authenticity same.floor.kid == m.floor.kid p.kid == m.kid
      print finite(m.kid) and m.kid > same.kid and m.kinds.slim + m.kinds.other <= 1
      """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    // All of the very same samples are copies, and lie where the real ones do.
    #expect(outcome.texts.suffix(2) == ["1 0 on off", "on"], "\(outcome.texts)")
    #expect(
      outcome.texts.contains { $0.hasPrefix("48 samples of ") && $0.contains("against 48 of") })
    let csv = String(decoding: try #require(laboratory.files["m.csv"]), as: UTF8.self)
    #expect(csv.hasPrefix("measure,value,floor\nkid,") && csv.contains("\nshare_other,"))
  }

  /// A scale is no difference of pictures: what is measured is brought to that of the real ones.
  @Test(arguments: [
    ("", "range=0..1", "scaled to 0..1, is brought to the scale of sunflowers, -1..1"),
    ("standardize=on", "", ", is brought to the scale of sunflowers, mean "),
    ("range=0..255", "standardize=on", "scaled to mean "),
  ])
  func scalesAreMadeAlike(real: String, made: String, words: String) throws {
    let outcome = try Laboratory().run(
      """
      real = load sunflowers size=12 limit=48 \(real)
      alike = load sunflowers size=12 limit=32 \(real)
      made = load sunflowers size=12 limit=32 \(made)
      a = measure data=real of=alike
      b = measure data=real of=made
      expect b.kid within 0.001 of a.kid
      expect b.coverage within 0.001 of a.coverage
      """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let said = outcome.texts.filter { $0.contains(", is brought to the scale of ") }
    #expect(said.contains { $0.contains(words) }, "\(outcome.texts)")
    #expect(!said.joined().contains(/\d\.\d{3}/), "numbers for people: \(said)")
  }

  /// Pictures of 16 x 16 that a folder or array might hold.
  private static func pictures(_ count: Int, of different: Int) -> [UInt8] {
    var stream = RandomStream(seed: 1, .measures)
    let all = (0..<different).map { _ in
      (0..<256).map { _ in UInt8(stream.below(256)) }
    }
    return encodeNPY(
      shape: [count, 16, 16], bytes: (0..<count).flatMap { all[$0 % different] })
  }

  /// Doubles among the real pictures are told, and copies of them are copies.
  @Test func repeatedPicturesAreTold() throws {
    let laboratory = try Laboratory()
    try writeDurably(Self.pictures(60, of: 40), to: laboratory.path + "/some.npy")
    let outcome = try laboratory.run(
      """
      d = load "some.npy"
      m = measure data=d of=d
      print m.authenticity m.precision m.coverage m.nearest < 0.001
      net generator: 4 -> 16 relu -> 256 tanh
      net discriminator: 256 -> 16 leakyrelu(0.2) -> 1 sigmoid
      r = train epochs=2 batch=20 measures=1 best=nearest
      print finite(r.nearest.last) and r.best.epochs > 0
      """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    let said = outcome.texts.filter { $0.contains("occur more than once") }
    #expect(said.count == 1 && said[0].hasPrefix("40 of the 60 real samples"), "\(outcome.texts)")
    #expect(outcome.texts.contains("0 1 1 on") && outcome.texts.last == "on", "\(outcome.texts)")
  }

  /// Pictures that are all alike, or too few for a measure, are refused before the first step, and
  /// `measure` says why there is no number.
  @Test(arguments: [
    (40, 1, "measures=1", "are all alike"), (40, 1, "measures=1 best=kid patience=2", "all alike"),
    (17, 17, "measures=1 best=nearest", "nearest takes at least 20 samples; "),
  ])
  func whatCannotBeMeasuredIsRefused(
    count: Int, different: Int, options: String, words: String
  ) throws {
    let laboratory = try Laboratory()
    try writeDurably(Self.pictures(count, of: different), to: laboratory.path + "/some.npy")
    let script = """
      d = load "some.npy"
      net generator: 4 -> 16 relu -> 256 tanh
      net discriminator: 256 -> 16 leakyrelu(0.2) -> 1 sigmoid

      """
    let refused = try laboratory.run(script + "r = train epochs=2 batch=8 \(options)")
    #expect(refused.report.exitCode == .data && refused.problems.contains("E313"))
    #expect(refused.problems.contains(words), "\(refused.problems)")
    #expect(refused.messages.isEmpty, "nothing is trained before")
    let measured = try laboratory.run(
      script + "r = train epochs=2 batch=8\nmeasure r\nmeasure [r, r]")
    #expect(measured.report.exitCode == .done, "\(measured.problems)")
    #expect(measured.texts.contains { $0.contains(": no number; needs ") })
    let lines = measured.texts.filter { $0.contains("no number") }.joined()
    for row in measured.tables[0].dropFirst() {
      #expect(!row[1...2].contains("nan") || lines.contains(row[0]), "\(row[0])")
    }
    // Once for the one run, once for both rows of the other.
    #expect(
      Set(measured.texts.filter { $0.contains("no number") }).count * 2
        == measured.texts.count { $0.contains("no number") })
  }

  @Test func severalRunsAreATable() throws {
    let laboratory = try Laboratory()
    let outcome = try laboratory.run(
      Self.train + """
        grid = sweep epochs=2 lr=[0.05, 0.1] batch=16
        one = measure r
        both = measure grid r "t.csv"
        print count(both)
        last = measure [r, r] "t.json"
        """)
    #expect(outcome.report.exitCode == .done, "\(outcome.problems)")
    #expect(outcome.texts.contains("3"))
    let files = try laboratory.files
    let lines = String(decoding: try #require(files["t.csv"]), as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 5 && lines[0].hasPrefix("run,kid,frechet,"))
    #expect(lines[1].contains("lr=0.05") && lines[2].contains("lr=0.1"))
    #expect(lines[4].hasPrefix("floor,"))
    let json = try JSONSerialization.jsonObject(with: Data(try #require(files["t.json"])))
    #expect((json as? [[String: Any]])?.count == 3)
  }

  @Test(arguments: [
    ("measure data=flowers", ExitCode.script, "go together"),
    ("measure of=flowers", .script, "go together"),
    ("measure r data=flowers of=flowers", .script, "either a run"),
    ("b = load sunflowers size=16\nmeasure data=flowers of=b", .data, "16 x 16 gray"),
    ("b = load sunflowers size=12 color=rgb\nmeasure data=flowers of=b", .data, "12 x 12 rgb"),
    ("b = load \"data.npy\"\nmeasure data=flowers of=b", .data, "4 x 4 gray"),
    ("b = load sunflowers size=12 limit=15\nmeasure data=flowers of=b", .data, "has 15"),
    ("b = load sunflowers size=12 limit=15\nmeasure data=b of=flowers", .data, "has 15"),
    ("measure data=flowers of=r", .script, "must be a data set"),
  ])
  func whatCannotBeComparedIsRefused(script: String, exitCode: ExitCode, words: String) throws {
    let outcome = try Laboratory().run(Self.train + script)
    #expect(outcome.report.exitCode == exitCode, "\(outcome.problems)")
    #expect(outcome.problems.contains(words), "\(outcome.problems)")
  }

  /// A signal is heard every few pictures, in the reference and in the floor too.
  @Test func measuringIsStopped() throws {
    let data = """
      real = load sunflowers size=16 limit=64
      made = load sunflowers size=16 limit=40

      """
    func asked(_ script: String, stoppingAt last: Int = .max) throws -> (
      count: Int, exitCode: ExitCode
    ) {
      var count = 0
      let outcome = try Laboratory().run(
        script,
        isInterrupted: {
          count += 1
          return count >= last
        })
      #expect(outcome.report.exitCode == .done || outcome.tables.isEmpty)
      return (count, outcome.report.exitCode)
    }
    let loading = try asked(data).count
    let script = data + "m = measure data=real of=made"
    let whole = try asked(script)
    #expect(whole.exitCode == .done)
    // 4 x 16 pictures are seen twice and told once, others once; half of them again for the floor.
    #expect(whole.count - loading > 40, "\(whole.count) with \(loading) for the data")
    for last in stride(from: loading + 3, to: whole.count, by: 3) {
      let stopped = try asked(script, stoppingAt: last)
      #expect(stopped.exitCode == .interrupted, "\(last) of \(whole.count)")
      #expect(stopped.count - last < 8, "asked \(stopped.count - last) times after \(last)")
    }
  }
}
