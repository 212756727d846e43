/// Words that people bring along from other languages, with what they write here.
enum ForeignWords {
  /// What begins a statement elsewhere.
  static let statements: [String: String] = [
    "while": "write for n in 1..10 ... end; there are no other loops",
    "def": "there are no functions; include \"common.gan\" shares lines between notebooks",
    "function": "there are no functions; include \"common.gan\" shares lines between notebooks",
    "class": "there are no classes; a notebook is a list of statements",
    "import": "include \"common.gan\" takes in another notebook",
    "from": "include \"common.gan\" takes in another notebook",
    "let": "write name = value", "var": "write name = value", "const": "write name = value",
    "return": "a notebook returns nothing; print shows a value",
    "assert": "write expect condition \"words\"",
    "echo": "write print",
  ]

  /// What leaves a program elsewhere.
  static let leaving: Set<String> = ["exit", "quit", "bye"]

  /// What arguments are called elsewhere.
  static let arguments: [String: String] = [
    "batch_size": "batch", "batchsize": "batch", "learning_rate": "lr", "learningrate": "lr",
    "num_epochs": "epochs", "n_epochs": "epochs",
    "optim": "optimizer", "criterion": "loss", "loss_fn": "loss",
    "random_state": "seed", "manual_seed": "seed", "d_steps": "steps_d", "n_critic": "steps_d",
    "image_size": "size", "img_size": "size", "max_samples": "limit", "resample": "filter",
  ]

  /// Values that are written differently elsewhere.
  static let values = [
    "True": "write on", "False": "write off", "None": "leave the argument out",
  ]

  /// What is a function elsewhere.
  static let functions: [String: String] = [
    "range": "a range is written 1..10", "len": "write count(...)", "avg": "write mean(...)",
    "isfinite": "write finite(...)", "isnan": "write not finite(...)",
    "np": "write mean(...), max(...)",
  ]
}
