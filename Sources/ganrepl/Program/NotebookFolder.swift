import Files
import Foundation
import Notebooks

/// Where the article's notebooks are.
enum NotebookFolder {
  /// The variable that names the folder.
  static let variable = "GANREPL_NOTEBOOKS"

  /// The folder that the variable names; else that of an installed program,
  /// `PREFIX/share/ganrepl/notebooks` where the program is below `PREFIX`; else the `notebooks` of the
  /// checkout in which the program was built. `nil` if none of them holds the article.
  static func find() -> String? {
    if let named = ProcessInfo.processInfo.environment[variable], !named.isEmpty {
      return holdsArticle(named) ? named : nil
    }
    guard let program = Bundle.main.executableURL?.resolvingSymlinksInPath() else { return nil }
    var folder = program.deletingLastPathComponent()
    while folder.path != "/" {
      for name in ["share/ganrepl/notebooks", "notebooks"] {
        let found = folder.appending(path: name).path
        if holdsArticle(found) { return found }
      }
      folder = folder.deletingLastPathComponent()
    }
    return nil
  }

  private static func holdsArticle(_ folder: String) -> Bool {
    if case .file? = kindOfFile(at: folder + "/" + Article.file) { true } else { false }
  }
}
