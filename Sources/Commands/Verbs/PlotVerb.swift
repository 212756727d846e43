import Foundation
import GANScript
import Plotting
import Vocabulary

/// `plot`: curves in the terminal and in files.
enum PlotVerb {
  static let verb = Verb<Session>(
    Term(
      "plot", "losses over the epochs and more, in the terminal and, if named, to a file",
      discussion: """
        The loss of each network in the last step of each epoch, as the article plots it. With \
        loss=bce a network that cannot tell the two apart has ln 2 = 0.693, so the discriminator, \
        whose loss is a sum of two, has 1.386: the dotted lines. Several runs are drawn over \
        each other: plot loss first second, or a sweep; the discriminator's curves are dashed.
        """,
      parameters: [
        Parameter(
          "what", .word(plottableCatalog.terms), "what to draw", position: .positional,
          isRequired: true),
        RunList.parameter,
        Parameter(
          "file", .outputFile(endings: FigureFormat.catalog.names), "a figure to write as well",
          position: .positional),
        Parameter("y", .range, "fixed bounds of the vertical axis"),
        Parameter("log", .toggle, "logarithmic vertical axis", default: "off"),
        Parameter(
          "smooth", .number(0...0.999),
          "share of the past in a moving average, drawn over the pale raw curve", default: "0"),
        Parameter("title", .text, "heading of the figure"),
        Parameter("size", .size, "height x width of the figure in pixels", default: "800x1200"),
      ],
      example: "plot loss \"loss.png\""),
    role: .output
  ) { call, session, phase in
    let runs = RunList.runs(call, session)
    guard !runs.isEmpty else {
      throw ScriptError(
        "there is no run to plot", help: "train before it, or name some",
        code: .arguments, isConsequence: true)
    }
    let plottable = plottableCatalog[call.word("what") ?? ""] ?? Plottable.loss
    guard plottable.takesSeveralRuns || runs.count == 1 else {
      throw ScriptError(
        "plot \(plottable.name) draws one run, not \(runs.count)", argument: "runs",
        code: .arguments)
    }
    if call.toggle("log") == true, let y = call.range("y"), y.lowerBound <= 0 {
      throw ScriptError(
        "a logarithmic axis begins above 0, not at \(shortest(y.lowerBound))", argument: "y",
        code: .badValue)
    }
    if let name = call.text("file") { try checkName(name, call, &session) }
    guard phase == .run else { return .nothing }
    let figure = try plottable.figure(runs, call, session)
    let size = call.size("size") ?? (800, 1200)
    let terminal = session.context.terminal
    call.emit(
      .exhibit(
        Exhibit(
          terminalText: renderText(
            figure, columns: min(terminal.columns, 100),
            rows: min(max(terminal.rows - 4, 12), 24), style: terminal.style,
            color: terminal.color),
          alternative: figure.title,
          medium: {
            Medium(
              ending: "svg",
              bytes: try renderFigure(
                figure, format: .svg, width: size.columns, height: size.rows))
          })))
    if let name = call.text("file"), let format = FigureFormat(rawValue: ending(of: name)) {
      do {
        let bytes = try renderFigure(
          figure, format: format, width: size.columns, height: size.rows)
        call.emit(
          .saved(try session.context.save(bytes, as: name, argument: "file", isShown: true)))
      } catch let error as PlotError {
        throw scriptError(error, path: name)
      }
    }
    return .nothing
  }

  private static func checkName(_ name: String, _ call: Call, _ session: inout Session) throws {
    let path = try session.context.outputPath(name, argument: "file")
    guard FigureFormat(rawValue: ending(of: name)) != nil else {
      throw ScriptError(
        "a figure is a .png, .svg or .pdf, not \"\(name)\"", argument: "file", code: .badValue)
    }
    let size = call.size("size") ?? (800, 1200)
    guard figureSizes.contains(size.rows), figureSizes.contains(size.columns) else {
      throw ScriptError(
        "a figure's sides have from \(figureSizes.lowerBound) to \(figureSizes.upperBound) pixels",
        argument: "size", code: .badValue)
    }
    try session.claim(path, call)
  }
}
