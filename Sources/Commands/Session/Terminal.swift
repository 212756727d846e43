import Plotting

/// What results and progress can be drawn with.
public struct Terminal: Sendable {
  /// Characters in a line.
  public var columns: Int
  /// Lines.
  public var rows: Int
  /// Plain ASCII or Unicode.
  public var style: TextStyle
  /// Which colours results may have.
  public var colors: ColorDepth
  /// How pictures are drawn.
  public var graphics: Graphics
  /// Whether progress can rewrite its line (standard error is a terminal).
  public var rewritesProgress: Bool
  /// Whether a training draws losses and pictures as it runs, where progress can be rewritten.
  public var isLive: Bool

  /// A terminal.
  public init(
    columns: Int = 80, rows: Int = 24, style: TextStyle = .ascii, colors: ColorDepth = .none,
    graphics: Graphics = .ascii, rewritesProgress: Bool = false, isLive: Bool = false
  ) {
    self.columns = columns
    self.rows = rows
    self.style = style
    self.colors = colors
    self.graphics = graphics
    self.rewritesProgress = rewritesProgress
    self.isLive = isLive
  }

  /// Whether results may have colours at all.
  public var color: Bool { colors != .none }
}

/// How many colours there are.
public enum ColorDepth: Sendable {
  /// None: no control bytes in results.
  case none
  /// The 256 of most terminals.
  case palette
  /// 24 bits.
  case full
}

/// The user's wish about colours.
public enum ColorChoice: String, Sendable, CaseIterable {
  /// On a terminal that has them.
  case auto
  /// Everywhere.
  case always
  /// Nowhere.
  case never
}

/// How a picture gets into a terminal.
public enum Graphics: String, Sendable, CaseIterable {
  /// The kitty graphics protocol: the PNG itself.
  case kitty
  /// iTerm2's inline images: the PNG itself.
  case iterm
  /// Half blocks in colour, two pixels a character.
  case block
  /// Shades of plain characters.
  case ascii
  /// Not at all: size and contents in words.
  case off
}

/// The variables of a process that say what its terminal can do. The terminal itself is never
/// asked: its answer would be read as typed.
public struct TerminalVariables: Sendable {
  private let variables: [String: String]

  /// Looks at a process's environment.
  public init(_ variables: [String: String]) { self.variables = variables }

  private func value(_ name: String) -> String { variables[name] ?? "" }

  /// Whether the locale's characters are UTF-8.
  public var isUTF8: Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].map(value).first { !$0.isEmpty } ?? ""
    let name = locale.uppercased()
    return name.hasSuffix("UTF-8") || name.hasSuffix("UTF8") || name.contains("UTF-8@")
  }

  /// Whether control sequences mean nothing to the terminal.
  public var isDumb: Bool { ["", "dumb"].contains(value("TERM")) }

  /// The width that the shell was told, if any.
  public var columns: Int? { Int(value("COLUMNS")).flatMap { $0 > 0 ? $0 : nil } }

  /// The colours of a stream: first the option, then `NO_COLOR`, then `CLICOLOR_FORCE`, then
  /// whether the stream is a terminal that can.
  public func colors(_ choice: ColorChoice, isTerminal: Bool) -> ColorDepth {
    let isForced = !["", "0"].contains(value("CLICOLOR_FORCE"))
    let hasColor =
      switch choice {
      case .always: true
      case .never: false
      case .auto: value("NO_COLOR").isEmpty && (isForced || (isTerminal && !isDumb))
      }
    guard hasColor else { return .none }
    let isFull =
      ["truecolor", "24bit"].contains(value("COLORTERM")) || value("TERM").hasSuffix("-direct")
    return isFull ? .full : .palette
  }

  /// How pictures are drawn on a stream with these colours: as `GANREPL_GRAPHICS` says, else by
  /// what the terminal is known to have. Without colours no control byte is sent.
  public func graphics(_ colors: ColorDepth, isTerminal: Bool) -> Graphics {
    let wish = Graphics(rawValue: value("GANREPL_GRAPHICS").lowercased())
    if wish == .off || wish == .ascii { return wish ?? .ascii }
    guard colors != .none else { return .ascii }
    let blocks: Graphics = isUTF8 ? .block : .ascii
    if let wish { return wish == .block ? blocks : wish }
    guard isTerminal, !isInsideMultiplexer else { return blocks }
    let terminal = value("TERM")
    if !value("KITTY_WINDOW_ID").isEmpty || terminal == "xterm-kitty" || terminal == "xterm-ghostty"
    {
      return .kitty
    }
    let hasInlineImages =
      ["iTerm.app", "WezTerm"].contains(value("TERM_PROGRAM")) || value("LC_TERMINAL") == "iTerm2"
    return hasInlineImages ? .iterm : blocks
  }

  /// tmux and screen pass on the variables of the terminal around them, but not its pictures.
  private var isInsideMultiplexer: Bool {
    let terminal = value("TERM")
    return !value("TMUX").isEmpty || !value("STY").isEmpty || terminal.hasPrefix("screen")
      || terminal.hasPrefix("tmux")
  }
}
