import Vocabulary

/// The statements that are part of the language itself, for help and completion.
let syntaxTerms = Catalog(
  "statement",
  [
    Term(
      "net", "defines a network",
      discussion: """
        net NAME: IN -> LAYER words -> LAYER words ... option=value
        IN is a number, or channels and size of a picture: 1@64x64. -> 128 is a dense layer with 128 \
        outputs, -> 128@4x4 one whose outputs are a picture; other layers are words, -> conv(32). The \
        words after a layer follow it in their order: batch norm, activation, dropout. A line goes on \
        after `->`. 100+kinds and 1@64x64+kinds are a conditional pair: the kind of each picture, as \
        the last data set loaded names them, goes in beside it, as one-hot numbers or constant planes, \
        and `sample kind=` asks for one (Mirza and Osindero 2014).
        """,
      example: "net discriminator: 4096 -> 1024 leakyrelu -> 256 leakyrelu -> 1 sigmoid"),
    Term(
      "param", "declares a value that -p NAME=VALUE may change",
      discussion: "param NAME = DEFAULT \"what it is for\"",
      example: "param epochs = 100 \"epochs of each run\"\nprint epochs"),
    Term(
      "for", "repeats lines for each value of a list or of a range of whole numbers",
      discussion: "for NAME in LIST ... end",
      example: "for x in [0.05, 0.10, 0.20]\n  print \"lr {x:.2f}\"\nend"),
    Term(
      "if", "runs lines only where a condition holds",
      discussion: """
        if CONDITION ... else if CONDITION ... else ... end
        Claims in lines that do not run are reported as not measured, with the words that may follow \
        the condition as their reason: if data.kinds > 1 "the pictures have no kinds".
        """,
      example: "if 1 < 2\n  print \"less\"\nelse\n  print \"more\"\nend"),
    Term(
      "expect", "checks a condition; one that fails is reported and fails the notebook at its end",
      discussion: """
        expect CONDITION "words"
        expect X within TOLERANCE of TARGET "words"
        With a second text it is a claim, which tests a sentence of an article: expect CONDITION \
        "words" "what the article says" "what was measured". A claim is a finding: it holds, does not \
        hold, or cannot be told where the difference lies within the spread of the runs whose means \
        are compared; it fails the notebook only under --strict. The claims of a sentence are told \
        together: it holds if all of them do that could be told, in part if some do; where none does, it \
        does not hold if that is so for more than half of them, and cannot be told otherwise.
        """,
      example: "expect 1.4 within 0.5 of 1.386 \"near the balance\""),
    Term(
      "print", "shows values, separated by spaces",
      discussion: """
        In a text, and in a cell of prose, {name} and {name:.2f} stand for values. In prose, braces in \
        code and in $formulas$ stand for themselves, and so do those with no expression in them, which a \
        check tells; \\{ is a brace for certain.
        """,
      example: "print \"a third is {1 / 3:.3f}\""),
    Term(
      "include", "runs the statements of another file at this point",
      discussion: "The path is looked for next to the file that includes it.",
      example: "# include \"common.gan\""),
    Term(
      "language", "says which version of the language a file is written for",
      discussion: "There is one version, 1.", example: "language 1"),
    Term(
      "help", "explains a word of the language; `?name` is the same",
      discussion: "help alone is a map of the help.", example: "help param"),
  ])

/// The words of the language that are no statements of their own.
let syntaxWords = [
  "and", "or", "not", "in", "within", "of", "else", "elif", "end", "on", "off", "true", "false",
]
