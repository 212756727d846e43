import Foundation
import GANScript
import Plotting
import Vocabulary

/// `plot`: curves in the terminal and in files.
enum Plot {
  static let verb = Verb<Session>(
    Term(
      "plot", "losses over the epochs, in the terminal and, if a file is named, as a figure",
      discussion: """
        The loss of each network in the last step of each epoch, as the article plots it. With \
        loss=bce a player that cannot tell the two apart has ln 2 = 0.693, so the discriminator, \
        whose loss is a sum of two, has 1.386: the dotted lines.
        """,
      parameters: [
        Parameter(
          "what", .word([Term("loss", "the losses of both networks")]), "what to draw",
          position: .positional, isRequired: true),
        Parameter(
          "file", .outputFile(endings: FigureFormat.catalog.names), "a figure to write as well",
          position: .positional),
        Parameter("run", .object("run"), "of which run; the last one unless told otherwise"),
        Parameter("y", .range, "fixed bounds of the vertical axis"),
        Parameter("log", .toggle, "logarithmic vertical axis", default: "off"),
        Parameter("title", .text, "heading of the figure"),
        Parameter("size", .size, "height x width of the figure in pixels", default: "800x1200"),
      ],
      example: "plot loss \"loss.png\""),
    role: .output
  ) { call, session, phase in
    guard let run = call.object("run") as? RunObject ?? session.lastRun else {
      throw ScriptError(
        "there is no run to plot", help: "train before it, or name one with run=",
        code: .arguments, isConsequence: true)
    }
    if let name = call.text("file") { try checkName(name, call, &session) }
    guard phase == .run, run.result != nil else { return .nothing }
    let figure = figure(run, call)
    let size = call.size("size") ?? (800, 1200)
    let terminal = session.studio.terminal
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
        call.emit(.saved(try session.studio.save(bytes, as: name, argument: "file")))
      } catch let error as PlotError {
        throw ScriptError("\(error)", argument: "size", code: .badValue)
      }
    }
    return .nothing
  }

  private static func checkName(_ name: String, _ call: Call, _ session: inout Session) throws {
    let path = try session.studio.outputPath(name, argument: "file")
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

  private static func figure(_ run: RunObject, _ call: Call) -> Figure {
    let records = run.result?.records ?? []
    let epochs = records.map { Double($0.epoch) }
    let recipe = run.plan.recipe
    let rate =
      recipe.generatorRate == recipe.discriminatorRate
      ? "lr \(shortest(recipe.generatorRate))"
      : "lr_g \(shortest(recipe.generatorRate)), lr_d \(shortest(recipe.discriminatorRate))"
    return Figure(
      title: call.text("title")
        ?? "Losses: \(run.plan.optimizer), \(rate), batch \(recipe.batch), seed \(recipe.seed)",
      xLabel: "epoch", yLabel: "loss (last step)",
      series: [
        Series(name: "generator", x: epochs, y: records.map(\.generator)),
        Series(name: "discriminator", x: epochs, y: records.map(\.discriminator)),
      ],
      yRange: call.range("y"), yScale: call.toggle("log") == true ? .log : .linear,
      referenceLines: [
        ReferenceLine(log(2), label: "ln 2"), ReferenceLine(2 * log(2), label: "2 ln 2"),
      ])
  }
}
