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
        whose loss is a sum of two, has 1.386: the dotted lines. Up to three runs are drawn \
        over each other, the discriminator's curves dashed: plot loss first second, or a sweep; of \
        more, each has a panel of its own on the same axes.
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
          "share of the past in a moving average of losses, drawn over the pale raw curve; last values "
            + "are then the average's", default: "0"),
        Parameter("title", .text, "heading of the figure"),
        Parameter("size", .size, "height x width of the figure in pixels", default: "800x1200"),
        Caption.parameter,
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
    if let name = call.text("file") {
      try FigureOutput.claim(name, call, argument: "file", &session)
      try FigureOutput.check(call.size("size") ?? FigureOutput.size, argument: "size")
    }
    guard phase == .run else { return .nothing }
    try FigureOutput.show(
      try plottable.figure(runs, call, session), size: call.size("size") ?? FigureOutput.size,
      file: call.text("file"), argument: "file", call, session)
    return .nothing
  }
}
