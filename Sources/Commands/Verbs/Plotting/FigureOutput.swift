import GANScript
import Plotting
import Vocabulary

/// A figure in the terminal and, if named, in a file.
enum FigureOutput {
  /// Rows and columns of pixels unless told otherwise.
  static let size = (rows: 800, columns: 1200)
  /// Those of a figure in a report, where words are to be read at a third of the page's width.
  private static let reportSize = (rows: 440, columns: 660)

  /// Notes that a statement writes a figure; throws unless it can.
  static func claim(
    _ name: String, _ call: Call, argument: String, _ session: inout Session
  ) throws {
    let path = try session.context.outputPath(name, argument: argument)
    guard FigureFormat(rawValue: ending(of: name)) != nil else {
      throw ScriptError(
        "a figure is a .png, .svg or .pdf, not \"\(name)\"", argument: argument, code: .badValue)
    }
    try session.claim(path, call)
  }

  /// Throws unless a figure may have that size.
  static func check(_ size: (rows: Int, columns: Int), argument: String) throws {
    guard figureSizes.contains(size.rows), figureSizes.contains(size.columns) else {
      throw ScriptError(
        "a figure's sides have from \(figureSizes.lowerBound) to \(figureSizes.upperBound) pixels",
        argument: argument, code: .badValue)
    }
  }

  /// Shows a figure, and writes it to a file if one is named.
  static func show(
    _ figure: Figure, size: (rows: Int, columns: Int) = FigureOutput.size, file: String?,
    argument: String, _ call: Call, _ session: Session
  ) throws {
    let terminal = session.context.terminal
    let inReport = size == FigureOutput.size ? reportSize : size
    call.emit(
      .exhibit(
        Exhibit(
          terminalText: renderText(
            figure, columns: min(terminal.columns, 100),
            rows: min(max(terminal.rows - 4, 12), 24), style: terminal.style,
            color: terminal.color),
          alternative: figure.title, caption: Caption.of(call),
          medium: {
            Medium(
              ending: "svg",
              bytes: try renderFigure(
                figure, format: .svg, width: inReport.columns, height: inReport.rows))
          })))
    guard let file, let format = FigureFormat(rawValue: ending(of: file)) else { return }
    do {
      let bytes = try renderFigure(
        figure, format: format, width: size.columns, height: size.rows)
      call.emit(
        .saved(try session.context.save(bytes, as: file, argument: argument, isShown: true)))
    } catch let error as PlotError { throw scriptError(error, path: file) }
  }
}
