import GANScript
import Vocabulary

/// A command of the program: `ganrepl NAME …`.
struct Subcommand: Described {
  var term: Term
  /// What follows its name, for the usage.
  var arguments = ""
  /// Endings of the files, or the words, that may follow its name, for shells' completion.
  var takes: Takes
  /// What it does with the words after its name.
  var perform: @Sendable (Invocation, Console) -> ExitCode

  /// What may follow a command's name.
  enum Takes {
    case nothing
    case notebook
    case words([String])
  }

  static let catalog = Catalog<Subcommand>(
    "command",
    [
      Subcommand(
        term: Term("run", "runs a notebook; also: ganrepl FILE.gan"), arguments: "FILE.gan",
        takes: .notebook
      ) { CommandLineProgram.open($0, $1) },
      Subcommand(
        term: Term("replay", "the article, all of it or sections"), arguments: "[SECTION...]",
        takes: .nothing
      ) { Replay.perform($0, $1) },
      Subcommand(
        term: Term("check", "finds errors without running"), arguments: "FILE.gan",
        takes: .notebook
      ) { CommandLineProgram.open($0, $1) },
      Subcommand(
        term: Term("bench", "measures the article's training or a notebook's"),
        arguments: "[FILE.gan]", takes: .notebook
      ) { Bench.report($0, $1) },
      Subcommand(
        term: Term("completions", "completion for bash, zsh or fish"), arguments: "SHELL",
        takes: .words(Shell.catalog.names)
      ) { Shell.write($0, $1) },
      Subcommand(term: Term("doctor", "what this program and machine are"), takes: .nothing) {
        Doctor.report($0, $1)
      },
    ])
}
