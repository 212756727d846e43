import Commands
import GANScript
import Vocabulary

/// A file below `share` that an installation brings along, or below `docs`, and that is made from the
/// catalogs:
/// `ganrepl __shared NAME` shows it, without a name their paths. Tests compare.
struct SharedFile: Described {
  /// The word that asks for one.
  static let command = "__shared"

  var term: Term
  /// Where it is, below the checkout; what is below `share`, below the prefix.
  var path: String
  var text: @Sendable () -> String

  static let catalog = Catalog<SharedFile>(
    "file",
    [
      SharedFile(
        term: Term("man", "the manual page"), path: "share/man/man1/ganrepl.1"
      ) { Manual.page },
      SharedFile(
        term: Term("reference", "the language, for reading"), path: "docs/language.md"
      ) { language.reference },
      SharedFile(
        term: Term("bash", "completion"), path: "share/bash-completion/completions/ganrepl"
      ) { Shell.catalog["bash"]?.script ?? "" },
      SharedFile(
        term: Term("zsh", "completion"), path: "share/zsh/site-functions/_ganrepl"
      ) { Shell.catalog["zsh"]?.script ?? "" },
      SharedFile(
        term: Term("fish", "completion"), path: "share/fish/vendor_completions.d/ganrepl.fish"
      ) { Shell.catalog["fish"]?.script ?? "" },
      SharedFile(
        term: Term("vim", "colours"), path: "share/vim/vimfiles/syntax/gan.vim"
      ) { language.vimSyntax },
      SharedFile(
        term: Term("textmate", "colours, for VS Code and others"),
        path: "share/ganrepl/vscode/syntaxes/gan.tmLanguage.json"
      ) { language.textMateGrammar },
    ])

  /// `ganrepl __shared [NAME]`.
  static func show(_ names: [String], _ console: Console) -> ExitCode {
    guard let name = names.first else {
      for file in catalog.elements { console.result("\(file.name)\t\(file.path)") }
      return .done
    }
    guard let file = catalog[name] else {
      return CommandLineProgram.refuse(
        "no file \(name)", help: "there is " + catalog.names.joined(separator: ", "), console)
    }
    console.result(file.text(), ending: "")
    return .done
  }
}
