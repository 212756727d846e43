import Foundation
import Vocabulary

/// The words of the language as editors colour them, by sort; made of the catalogs.
extension Language {
  /// A syntax file for vim, `syntax/gan.vim`.
  public var vimSyntax: String {
    let keywords = [
      ("ganVerb", verbs.names), ("ganStatement", statements.map(\.name)),
      ("ganKeyword", syntaxWords.filter { !constants.contains($0) }), ("ganBoolean", constants),
      ("ganLayer", layers.names + modifiers.names), ("ganFunction", functions.map(\.name)),
    ].map { group, words in
      wrapped("syn keyword \(group) \(words.joined(separator: " "))", indent: 2)
        .replacing("\n  ", with: "\n  \\ ")
    }
    return """
      " Vim syntax of ganrepl's notebooks, made from the program's catalogs (`ganrepl __shared vim`).
      if exists("b:current_syntax")
        finish
      endif
      syn case match
      \(keywords.joined())syn match ganArgument "\\<\\h\\w*\\ze=[^=]"
      syn match ganNumber "\\<\\d[0-9_]*\\(\\.\\d\\+\\)\\?\\([eE][-+]\\?\\d\\+\\)\\?%\\?"
      syn match ganNumber "\\<\\d\\+x\\d\\+\\>"
      syn match ganArrow "->"
      syn match ganEscape "\\\\." contained
      syn match ganPlaceholder "{[^}]*}" contained
      syn region ganText start=+"+ skip=+\\\\.+ end=+"+ oneline contains=ganEscape,ganPlaceholder
      syn match ganComment "#.*$"
      syn match ganCell "^\\s*#\\s*%%.*$"
      hi def link ganVerb Statement
      hi def link ganStatement Keyword
      hi def link ganKeyword Keyword
      hi def link ganBoolean Boolean
      hi def link ganLayer Type
      hi def link ganFunction Function
      hi def link ganArgument Identifier
      hi def link ganNumber Number
      hi def link ganArrow Operator
      hi def link ganEscape SpecialChar
      hi def link ganPlaceholder Special
      hi def link ganText String
      hi def link ganComment Comment
      hi def link ganCell Title
      let b:current_syntax = "gan"

      """
  }

  /// A TextMate grammar, for VS Code and the editors that read the same.
  public var textMateGrammar: String {
    func words(_ scope: String, _ names: [String]) -> [String: Any] {
      ["name": scope + ".gan", "match": "\\b(?:\(names.joined(separator: "|")))\\b"]
    }
    let text: [String: Any] = [
      "name": "string.quoted.double.gan", "begin": "\"", "end": "\"|$",
      "patterns": [
        ["name": "constant.character.escape.gan", "match": "\\\\."],
        ["name": "variable.other.placeholder.gan", "match": "\\{[^}\"]*\\}"],
      ],
    ]
    let grammar: [String: Any] = [
      "$schema":
        "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
      "comment": "Made from the program's catalogs (`ganrepl __shared textmate`).",
      "name": "ganrepl", "scopeName": "source.gan", "fileTypes": ["gan"],
      "firstLineMatch": "^#!.*\\bganrepl\\b",
      "patterns": [
        ["name": "markup.heading.cell.gan", "match": "^\\s*#\\s*%%.*$"],
        ["name": "comment.line.number-sign.gan", "match": "#.*$"], text,
        ["name": "variable.parameter.gan", "match": "\\b[A-Za-z_]\\w*(?==[^=])"],
        words("keyword.control", statements.map(\.name)),
        words("keyword.operator.word", syntaxWords.filter { !constants.contains($0) }),
        words("constant.language", constants),
        words("keyword.other.verb", verbs.names),
        words("support.type.layer", layers.names + modifiers.names),
        words("support.function", functions.map(\.name)),
        [
          "name": "constant.numeric.gan",
          "match": "\\b\\d+x\\d+\\b|\\b\\d[\\d_]*(?:\\.\\d+)?(?:[eE][-+]?\\d+)?%?",
        ],
        ["name": "keyword.operator.arrow.gan", "match": "->"],
      ],
    ]
    // Only texts, lists and objects: nothing that could not be written.
    let data = try? JSONSerialization.data(
      withJSONObject: grammar, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    return data.map { String(decoding: $0, as: UTF8.self) + "\n" } ?? ""
  }

  private var constants: [String] { ["on", "off", "true", "false"] }
}
