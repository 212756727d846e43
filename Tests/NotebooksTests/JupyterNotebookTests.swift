import Foundation
import GANScript
import Testing

@testable import Notebooks

/// A notebook goes to Jupyter's form and back without a byte changed.
struct JupyterNotebookTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path()

  private static func there(_ text: String) -> [UInt8] {
    JupyterNotebook.encoded(Program.parse(text, name: "x.gan"))
  }

  @Test func theArticleGoesRound() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.root + "/notebooks")
      .filter { $0.hasSuffix(".gan") }
    #expect(names.count > 10)
    for name in names {
      let text = try String(contentsOfFile: Self.root + "/notebooks/" + name, encoding: .utf8)
      let back = try JupyterNotebook.script(Self.there(text))
      #expect(String(decoding: back, as: UTF8.self) == text, "\(name)")
    }
  }

  @Test(arguments: [
    "", "\n", "print 1", "print 1\n\n\n", "\n\n# %% A\nprint 1", "\u{FEFF}# %% A\nprint 1\n",
    "# %% A\r\nprint 1\r\n\r\n# %% [markdown]\r\n# prose\r\n", "# %% A\n# %% B\n\n\n# %%\n",
    "# %% Title [markdown]\n# prose\n", "# %% [md]\n#prose\n#\n\n# more\nprint 1\n# %% A\n",
    "# %% [markdown]\n# prose\nprint 1\n# a comment\n\n# %% A\nprint 2",
    "# %% [md]\nprint 1\n",
    "# %% A [md]\r\n# prose\r\n\r\n  print (\r\n",
    "  # %% A\nprint 1\n", "# %% [markdown]\n", "x = (\n# %% A\nprint 1\n",
    "# %% [markdown]\n# \\%% no cell\n", "# %% A [slow, md]\n# text\n# %% B [slow]\nprint 1",
  ])
  func anyFormGoesRound(text: String) throws {
    let there = Self.there(text)
    let back = try JupyterNotebook.script(there)
    #expect(String(decoding: back, as: UTF8.self) == text)
    // And once more from what Jupyter would write: a source as a list of lines.
    var notebook = try #require(
      JSONSerialization.jsonObject(with: Data(there)) as? [String: Any])
    notebook["cells"] = (notebook["cells"] as? [[String: Any]])?.map { cell in
      var cell = cell
      var lines = (cell["source"] as? String ?? "").components(separatedBy: "\n")
      for index in lines.indices.dropLast() { lines[index] += "\n" }
      cell["source"] = lines
      return cell
    }
    let listed = try JSONSerialization.data(withJSONObject: notebook)
    #expect(try JupyterNotebook.script(Array(listed)) == back)
  }

  /// Prose that goes on with statements is a Markdown cell and a code cell, whatever stands around them.
  @Test func statementsAfterProseAreCode() throws {
    let text = "# %% [markdown]\n# prose\n\nprint 1\n# a comment\n\n# %% A\nprint 2"
    var notebook = try #require(
      JSONSerialization.jsonObject(with: Data(Self.there(text))) as? [String: Any])
    let cells = try #require(notebook["cells"] as? [[String: Any]])
    #expect(cells.map { $0["cell_type"] as? String } == ["markdown", "code", "code"])
    #expect(
      cells.map { $0["source"] as? String } == [
        "prose", "print 1\n# a comment", "# %% A\nprint 2",
      ])
    try #require(cells.count == 3)
    notebook["cells"] = [cells[2], cells[1]]
    let moved = try JupyterNotebook.script(Array(JSONSerialization.data(withJSONObject: notebook)))
    #expect(
      String(decoding: moved, as: UTF8.self) == "# %% A\nprint 2\nprint 1\n# a comment\n\n")
  }

  /// A code cell stays one, though a line of it looks as if prose began there.
  @Test(arguments: ["# %% [markdown]\nprint 1", "\nprint 0\n# %% Title [md]\n# words\nprint 1"])
  func codeStaysCode(source: String) throws {
    let cell: [String: Any] = ["cell_type": "code", "source": source, "metadata": [String: Any]()]
    let notebook: [String: Any] = ["nbformat": 4, "cells": [cell]]
    let back = try JupyterNotebook.script(Array(JSONSerialization.data(withJSONObject: notebook)))
    let program = Program.parse(back, name: "")
    #expect(program.cells.allSatisfy { !$0.isProse })
    let count = program.cells.map(\.statementCount).reduce(0, +)
    #expect(count == source.split(separator: "print").count - 1)
    let again = try JupyterNotebook.script(JupyterNotebook.encoded(program))
    #expect(again == back)
  }

  /// What was changed in Jupyter counts, whatever was kept of before.
  @Test func changesCount() throws {
    let text = "# %% Title [markdown]\n#prose\n\n# %% A\nprint 1\n\n\n"
    var notebook = try #require(
      JSONSerialization.jsonObject(with: Data(Self.there(text))) as? [String: Any])
    var cells = try #require(notebook["cells"] as? [[String: Any]])
    #expect(cells.map { $0["cell_type"] as? String } == ["markdown", "code"])
    #expect(cells.map { $0["source"] as? String } == ["prose", "# %% A\nprint 1"])
    cells[0]["source"] = "other\n%% no cell"
    cells[1]["source"] = "print 2"
    notebook["cells"] = cells
    let back = try JupyterNotebook.script(
      Array(JSONSerialization.data(withJSONObject: notebook)))
    let expected = "# %% [markdown]\n# other\n# \\%% no cell\n\n# %%\nprint 2\n"
    #expect(String(decoding: back, as: UTF8.self) == expected)
    #expect(Program.parse(back, name: "").cells.count == 2)
  }

  @Test(arguments: [
    ("", "JSON"), ("[]", "JSON"), ("{}", "version 4"),
    (#"{"nbformat": 3, "cells": []}"#, "version 3"),
    (#"{"nbformat": 4, "cells": [1]}"#, "cell 1"),
    (#"{"nbformat": 4, "cells": [{"cell_type": "raw", "source": ""}]}"#, "raw"),
    (
      #"{"nbformat": 4, "cells": [], "metadata": {"kernelspec": {"language": "python"}}}"#,
      "python"
    ),
  ])
  func whatIsNoneIsRefused(text: String, words: String) {
    let error = #expect(throws: JupyterNotebook.Fault.self) {
      try JupyterNotebook.script(Array(text.utf8))
    }
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
  }
}
