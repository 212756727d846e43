import Commands
import GANScript
import Vocabulary

/// The manual page, `ganrepl(1)`, made from the catalogs of commands, options and words.
enum Manual {
  /// The page in the language of `man`.
  static var page: String {
    let parts = [
      """
      .\\" Made from the program's catalogs (`ganrepl __shared man`).
      .TH GANREPL 1 "" "ganrepl \(CommandLineProgram.version)" "User Commands"
      """,
      section("NAME"), "ganrepl \\- a laboratory notebook for generative adversarial networks",
      section("SYNOPSIS"), synopsis,
      section("DESCRIPTION"),
      text(
        """
        A small language loads pictures, defines a generator and a discriminator, trains them against \
        each other, plots their losses and saves what came out. Without a command, ganrepl is a prompt \
        on a terminal and otherwise runs standard input. Results go to standard output, progress and \
        messages to standard error. Files are written below the output folder only.
        """),
      section("COMMANDS"), rows(Subcommand.catalog.elements.map { (usage($0), $0.term.summary) }),
      section("OPTIONS"), rows(CommandLineOption.catalog.elements.map(row)),
      section("LANGUAGE"),
      text(
        """
        A notebook is a text file of cells, which begin with `# %% Title`. A statement is a verb, \
        positional arguments, then name=value; `name = verb ...` keeps a value. Type `help WORD` at the \
        prompt for the arguments of each.
        """),
      subsection("Verbs"), rows(bold(verbCatalog.terms)),
      subsection("Statements"), rows(bold(language.statements)),
      subsection("Layers, after ->"), rows(bold(language.layers.terms)),
      subsection("Words after a layer"), rows(bold(language.modifiers.terms)),
      subsection("Functions"), rows(bold(language.functions)),
      section("COMMANDS OF THE PROMPT"),
      rows(bold(PromptCommand.catalog.terms.map { Term(":" + $0.name, $0.summary) })),
      section("EXIT STATUS"),
      rows(ExitCode.described.map { ("\\fB\($0.code.rawValue)\\fR", $0.meaning) }),
      section("ENVIRONMENT"), rows(bold(environment)),
      section("FILES"),
      rows(
        bold([
          Term("out/NOTEBOOK/", "what a notebook writes, unless -o says otherwise"),
          Term("out/NOTEBOOK/runs/", "a folder for each training, found again by its recipe"),
          Term("PREFIX/share/ganrepl/notebooks/", "the article's notebooks"),
          Term("$XDG_STATE_HOME/ganrepl/history", "what was typed at the prompt"),
        ])),
      section("EXAMPLES"),
      rows([
        ("ganrepl replay --quick", "the whole article in a small version"),
        ("ganrepl run lab.gan -p photos=my/photos", "a notebook, with your own pictures"),
        ("ganrepl runs out --html runs.html", "all runs below out on one page"),
      ]),
      section("SEE ALSO"), text("`help` at the prompt; the README and docs/ of the source."),
    ]
    return parts.joined(separator: "\n") + "\n"
  }

  /// The variables that the program looks at.
  static let environment = [
    Term("GANREPL_NOTEBOOKS", "the folder of the article's notebooks"),
    Term("GANREPL_HISTORY", "the file of the prompt's history"),
    Term("GANREPL_GRAPHICS", "how pictures are drawn: kitty, iterm, block, ascii or off"),
    Term(ProcessorBuild.variable, "the build of a portable installation that is started"),
    Term("NO_COLOR, CLICOLOR_FORCE", "whether there are colours; --color counts first"),
    Term("VISUAL, EDITOR", "what :edit opens"),
    Term("TMPDIR", "where :edit puts its file"),
  ]

  private static var synopsis: String {
    (Subcommand.catalog.elements.map(usage) + ["-e CODE", "- < FILE"].map { plain($0) })
      .map { ".B ganrepl\n" + $0 + "\n.br" }.joined(separator: "\n")
  }

  private static func usage(_ command: Subcommand) -> String {
    "\\fB\(plain(command.name))\\fR" + (command.arguments.isEmpty ? "" : " ")
      + plain(command.arguments)
  }

  private static func row(_ option: CommandLineOption) -> (String, String) {
    let names = (option.short.map { ["-\($0)"] } ?? []) + ["--\(option.name)"]
    let isForAll = option.commands == Subcommand.catalog.names
    let commands = isForAll ? "" : " (\(option.commands.joined(separator: ", ")))"
    return (
      names.map { "\\fB\(plain($0))\\fR" }.joined(separator: ", ")
        + (option.value.map { " \\fI\(plain($0))\\fR" } ?? ""),
      option.term.summary + commands
    )
  }

  private static func bold(_ terms: [Term]) -> [(String, String)] {
    terms.map { ("\\fB\(plain($0.name))\\fR", $0.summary) }
  }

  private static func section(_ title: String) -> String { ".SH \(title)" }
  private static func subsection(_ title: String) -> String { ".SS \"\(plain(title))\"" }

  /// A term, which is marked up already, and what is said of it.
  private static func rows(_ rows: [(String, String)]) -> String {
    rows.map { ".TP\n\($0)\n" + text($1) }.joined(separator: "\n")
  }

  /// A text as a paragraph: no line of it is a request.
  private static func text(_ text: String) -> String {
    let line = plain(text)
    return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
  }

  private static func plain(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
  }
}
