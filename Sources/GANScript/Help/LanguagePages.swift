import Vocabulary

/// What is written with signs, for help and the reference.
public let symbolCatalog = Catalog<Term>(
  "sign",
  [
    Term("->", "to the next layer of a network", example: "net d: 16 -> 8 leakyrelu -> 1 sigmoid"),
    Term("=", "gives a name a value, or an argument its value", example: "x = 3"),
    Term("..", "a range of numbers, both ends in it", example: "range = -1..1"),
    Term(".", "a field of a value: run.loss", example: "half = 0.5"),
    Term("%", "a number in hundredths: 50% is 0.5", example: "print 50%"),
    Term("x", "between two whole numbers: a size, height first", example: "size = 64x48"),
    Term("@", "channels of a picture, before its size: 3@64x64"),
    Term(
      "%%", "begins a cell, after #: a part of a notebook with a title",
      discussion: """
        # %% Title begins a cell of statements, # %% [markdown] one of prose: comment lines, up to the \
        next cell. Jupytext, VS Code and Spyder read the same.
        """, example: "# %% Training\nx = 1"),
    Term("#", "begins a comment, up to the end of the line", example: "x = 1  # one"),
    Term(
      "\"", "around a text; {name} and {name:.2f} in it stand for values", example: "print \"a\""),
    Term("[ ]", "around a list, with commas", example: "rates = [0.05, 0.1]"),
    Term("( )", "around a part of an expression, or what a function or layer takes"),
    Term(";", "ends a statement, as the end of a line does", example: "x = 1; y = 2"),
    Term(
      "+ - * / ^", "arithmetic; ^ is a power and goes first", example: "print 2 ^ 3 + 1"),
    Term(
      "== != < <= > >=", "comparisons; a < b < c compares all three", example: "print 1 < 2 < 3"),
    Term("?", "?NAME is help NAME"),
    Term(":", "at the beginning of a line: a command of the prompt, :help lists them"),
  ])

/// The sorts of values, for help and the reference.
public let valueCatalog = Catalog<Term>(
  "value",
  [
    Term("number", "0.01, 1e-3, 7_134_081, 50%", example: "lr = 1e-3"),
    Term("range", "from 0 to 1 is 0..1", example: "r = 0..1"),
    Term("size", "height and width, 64x64", example: "s = 64x48"),
    Term("text", "in double quotes; {lr:.2f} in it stands for a value", example: "t = \"flowers\""),
    Term("list", "[0.05, 0.1]; for goes through it, mean(...) takes it", example: "l = [1, 2]"),
    Term("switch", "on or off; what a comparison gives", example: "isLarge = 3 > 2"),
    Term("word", "one that an argument takes, such as optimizer=adam"),
    Term("data set", "what load gives"),
    Term("network", "what net defines"),
    Term("run", "what train gives; it never changes, continue gives another"),
    Term("sweep", "what sweep gives: runs in the order of its lists"),
  ])

/// A sort of value with fields, `run.loss`.
public struct ObjectDescription: Described {
  /// What it is called in messages, and what gives it.
  public let term: Term
  /// Its fields, in the order in which they are shown.
  public let fields: [Term]

  /// Describes the fields of a sort of value.
  public init(_ name: String, _ summary: String, fields: [Term]) {
    term = Term(name, summary)
    self.fields = fields
  }
}

/// What only those who offer the language know of it: pages of help for whom it is.
public struct LanguageGuide: Sendable {
  /// The first lines of `help`.
  public var introduction: [String]
  /// Pages: name, what it is about, the text.
  public var pages: Catalog<Term>
  /// Sorts of values with their fields.
  public var objects: Catalog<ObjectDescription>
  /// The host's own numbers of problems.
  public var codes: [Term]
  /// Terms that results use, such as signs of a diagnosis.
  public var glossary: [Term]

  /// A guide; by default there is nothing to say.
  public init(
    introduction: [String] = [], pages: Catalog<Term> = Catalog("page", []),
    objects: Catalog<ObjectDescription> = Catalog("sort of value", []), codes: [Term] = [],
    glossary: [Term] = []
  ) {
    self.introduction = introduction
    self.pages = pages
    self.objects = objects
    self.codes = codes
    self.glossary = glossary
  }
}

extension DiagnosticCode {
  /// The language's own numbers of problems, each with what to do about it.
  static let terms = [
    Term("E101", "no statement: an unknown word, an unclosed text or bracket, a bad number"),
    Term("E102", "a NUL byte in the text: it is not a notebook"),
    Term("E103", "bytes that are not UTF-8: save the file as UTF-8"),
    Term("E105", "UTF-16 or UTF-32: save the file as UTF-8"),
    Term("E106", "a character that cannot be seen, such as a no-break space: type it again"),
    Term("E107", "brackets or blocks too deep inside each other, or too many operands"),
    Term("E108", "too long to be read"),
    Term("E109", "a value that an argument does not take; help ARGUMENT says which it takes"),
    Term("E110", "a name that is not known here: misspelled, or given a value only later"),
    Term("E113", "a wrong command line; ganrepl --help lists the options"),
    Term("E114", "an include that is missing, wrong or includes itself"),
    Term("E116", "written for a newer version of the language"),
    Term("E117", "an operation that a value does not have, such as a text times a number"),
    Term("E118", "an argument that is missing, given twice or too many; help VERB lists them"),
    Term("E119", "a word of the language as a name: choose another name"),
    Term("E120", "an expect that failed; the measured numbers are with it"),
    Term("E121", "a verb could not do what it was asked for; the message says why"),
    Term("E130", "stopped by the user"),
    Term("E170", "a fault of the program itself; please report it with the notebook"),
    Term("W201", "a param that nothing uses"),
    Term("W202", "a name that is given a value in two places"),
    Term("W203", "a loop over nothing"),
    Term("W204", "braces in prose with no expression in them: they are left as text"),
  ]
}
