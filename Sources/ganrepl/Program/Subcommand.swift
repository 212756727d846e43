import Commands
import GANScript
import Vocabulary

/// A command of the program: `ganrepl NAME …`.
struct Subcommand: Described {
  var term: Term
  /// What follows its name, for the usage.
  var arguments = ""
  /// What follows its name, for shells.
  var takes: Operand
  /// What it does with the words after its name.
  var perform: @Sendable (Invocation, Console) -> ExitCode

  static let catalog = Catalog<Subcommand>(
    "command",
    [
      Subcommand(
        term: Term("run", "runs a notebook; also: ganrepl FILE.gan"), arguments: "FILE.gan",
        takes: .files(["gan"])
      ) { CommandLineProgram.open($0, $1) },
      Subcommand(
        term: Term("replay", "the article, all of it or sections"), arguments: "[SECTION...]",
        takes: .sections
      ) { Replay.perform($0, $1) },
      Subcommand(
        term: Term("check", "finds errors without running"), arguments: "FILE.gan",
        takes: .files(["gan"])
      ) { CommandLineProgram.open($0, $1) },
      Subcommand(
        term: Term("new", "writes a notebook to learn from"), arguments: "FILE.gan",
        takes: .files(["gan"])
      ) { NewNotebook.write($0, $1) },
      Subcommand(
        term: Term("bench", "measures the article's training or a notebook's"),
        arguments: "[FILE.gan]", takes: .files(["gan"])
      ) { Bench.report($0, $1) },
      Subcommand(
        term: Term("runs", "runs of output folders side by side"), arguments: "[DIR...]",
        takes: .folders
      ) { RunsCommand.perform($0, $1) },
      Subcommand(
        term: Term("export", "a notebook for Jupyter, and back"), arguments: "FROM TO",
        takes: .files(["gan", "ipynb"])
      ) { Export.perform($0, $1) },
      Subcommand(term: Term("kernel", "the Jupyter kernel"), takes: .nothing) {
        KernelCommand.perform($0, $1)
      },
      Subcommand(
        term: Term("completions", "completion for bash, zsh or fish"), arguments: "SHELL",
        takes: .words(Shell.catalog.terms)
      ) { Shell.write($0, $1) },
      Subcommand(
        term: Term("help", "the words of the language, or more about one"), arguments: "[WORD]",
        takes: .words(language.topics)
      ) { CommandLineProgram.help($0, $1) },
      Subcommand(term: Term("doctor", "what this program and machine are"), takes: .nothing) {
        Doctor.report($0, $1)
      },
    ])
}
