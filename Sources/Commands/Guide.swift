import GANScript
import Measures
import Vocabulary

/// What help says of the laboratory besides the words of the language.
let laboratoryGuide = LanguageGuide(
  introduction: [
    "A line is a verb, what it is about, then name=value: train epochs=100 lr=0.01.",
    "x = train ... keeps a value, and x.loss.generator.last reads a field of it.",
    "help WORD explains a verb, an argument, a field, a sign, an error: help lr, help E109.",
    "Tab completes. What begins with : exists only at the prompt; :help lists it.",
  ],
  pages: Catalog(
    "page",
    [
      Term(
        "start", "from nothing to pictures of your own data",
        discussion: """
          A generator turns noise into pictures; a discriminator tells them from real ones; each learns \
          from the other. Five lines at the prompt, the third of which takes some minutes:

            load sunflowers
            show data
            :recipe
            show picture
            save picture "last.png"

          In place of the drawn sunflowers, pictures of your own: load "my/photos" size=64, with color=rgb \
          after it for pictures in colour. `ganrepl \
          new lab.gan` writes a notebook that does the same step by step, and `ganrepl run lab.gan` runs \
          it. Ctrl-C stops a training and keeps it; repeat the line to continue. While it trains, \
          :live on draws losses and pictures, and the run's folder below out has last.png, loss.png and \
          strip.png to look at.
          """)
    ]),
  objects: objectCatalog, codes: laboratoryCodes,
  glossary: diagnosisCatalog.terms + [
    Term(
      "collapse", "mode collapse: the generator makes few different pictures, or one",
      discussion: """
        variety, twins and vendi of `measure` see it, and so does `diagnose`. What helps: augment=, \
        r1=, a smaller lr_d; :recipe at the prompt has them. Goodfellow 2016, arXiv 1701.00160.
        """),
    Term(
      "kinds", "what the data's samples are told apart by: close-up, slim, other of the sunflowers",
      discussion: """
        Sub-folders or a kinds.csv give pictures kinds, labels= gives them to IDX files. Networks are \
        told them with net generator: 100+kinds -> ... and net discriminator: 1@64x64+kinds -> ...; \
        such a run is asked for one with sample kind=slim, interpolate kind= and save pictures kind= \
        or balance=on. Of other runs a classifier of the real pictures tells them: save pictures \
        kind= chooses by it, plot kinds, measure and run.kinds show their shares. study says what \
        generated pictures are worth for telling them.
        """,
      example: "save pictures \"slim\" count=100 kind=slim"),
    Term("recipe", "a command of the prompt, :recipe: networks and a training that learn pictures"),
    Term("epoch", "one pass of a training through all samples, in steps of a batch each"),
    Term("step", "what is learned from one batch: the discriminator moves, then the generator"),
    Term("latent", "the random vector that a generator makes a picture of"),
    Term("G", "the generator, and its loss, in plots and progress"),
    Term("D", "the discriminator, and its loss, in plots and progress"),
  ] + fileFormats)

/// The formats of files that are written or read, by their endings.
private let fileFormats = [
  Term(
    "safetensors", "weights as PyTorch's Sequential of the same layers names them",
    example: "save generator \"g.safetensors\"\nload generator \"g.safetensors\""),
  Term(
    "onnx", "a network for inference elsewhere, as onnxruntime reads it; not read back",
    example: "save generator \"g.onnx\""),
  Term(
    "ckpt", "weights of a network that MindSpore saved; read only",
    example: "load generator \"g.ckpt\""),
  Term(
    "tfevents", "losses, measures and pictures of a run for TensorBoard; a folder for each run",
    example: "save run \"board/r.tfevents\""),
  Term(
    "npy", "an array of NumPy's: samples, data, latent vectors; docs/formats.md has the shapes",
    example: "sample \"samples.npy\"\nload \"samples.npy\""),
  Term(
    "csv", "comma-separated values: losses, tables of runs, measures",
    example: "save loss \"loss.csv\""),
  Term("jsonl", "losses, a line of JSON an epoch", example: "save loss \"loss.jsonl\""),
  Term("json", "a table of runs, or measures, as JSON", example: "save run \"runs.json\""),
  Term("md", "a table of runs as Markdown", example: "save run \"runs.md\""),
  Term("png", "a picture, a sheet of pictures or a figure", example: "save picture \"last.png\""),
  Term("svg", "a figure of lines, to be scaled", example: "plot loss \"loss.svg\""),
  Term("pdf", "a figure of lines, to be printed", example: "plot loss \"loss.pdf\""),
]

private let curveFields = [
  Term("first", "the first value"), Term("last", "the last value"), Term("min", "the smallest"),
  Term("max", "the largest"), Term("mean", "the mean of all"),
  Term("deviation", "their standard deviation"), Term("count", "how many there are"),
]

/// What can be asked of each sort of value.
let objectCatalog = Catalog<ObjectDescription>(
  "sort of value",
  [
    ObjectDescription(
      "run", "what train, continue and load run give",
      fields: [
        Term("epochs", "epochs trained"),
        Term("loss", "the losses of both networks", example: "run.loss.generator.last"),
        Term("lr", "the learning rate at the end, the generator's"),
        Term("lr_g", "the generator's learning rate at the end"),
        Term("lr_d", "the discriminator's learning rate at the end"),
        Term("batch", "samples in a step"), Term("seed", "what its random numbers come from"),
        Term("status", "done, interrupted, diverged or running"),
        Term("seconds", "how long it was trained"), Term("name", "the name of its folder"),
        Term("best", "the run after its best epoch; with best= only"),
        Term("kinds", "the shares of kinds over the epochs; with measures= only"),
      ]),
    ObjectDescription(
      "loss", "run.loss",
      fields: [
        Term("generator", "the generator's loss in the last step of each epoch, a curve"),
        Term("discriminator", "the discriminator's loss in the last step of each epoch, a curve"),
        Term("crossing", "the epoch from which the generator's loss is the larger"),
      ]),
    ObjectDescription(
      "curve", "numbers over the epochs, or of several runs",
      fields: curveFields + [
        Term("early", "the mean of the first fifth"),
        Term("middle", "the mean of the middle fifth"),
        Term("late", "the mean of the last fifth"),
        Term("roughness", "the mean change from one epoch to the next"),
        Term("min_at", "the epoch of the smallest"), Term("max_at", "the epoch of the largest"),
      ]),
    ObjectDescription(
      "sweep", "what sweep gives",
      fields: [
        Term("count", "how many runs"), Term("axes", "the arguments that differ"),
        Term("each", "a field of each run", example: "sweep.each.loss.generator.min"),
        Term("loss", "the last losses of all runs", example: "sweep.loss.generator.mean"),
        Term("lowest", "the run with the lowest value", example: "sweep.lowest.generator"),
        Term("highest", "the run with the highest value", example: "sweep.highest.coverage"),
        Term("kinds", "the last shares of each kind of all runs; with measures= only"),
      ]),
    ObjectDescription(
      "data set", "what load gives",
      fields: [
        Term("count", "samples"), Term("features", "numbers of a sample"),
        Term("height", "height in pixels"), Term("width", "width in pixels"),
        Term("channels", "1 for gray, 3 for colour"), Term("mean", "the mean of all numbers"),
        Term("deviation", "their standard deviation"), Term("min", "the smallest number"),
        Term("max", "the largest number"), Term("kinds", "how many kinds of pictures there are"),
      ]),
    ObjectDescription(
      "network", "what net defines",
      fields: [
        Term("name", "what it is called"), Term("inputs", "numbers that go in"),
        Term("outputs", "numbers that come out"), Term("layers", "how many layers"),
        Term("parameters", "numbers that are trained"),
      ]),
    ObjectDescription(
      "measures", "what measure gives",
      fields: measureCatalog.terms.map { Term($0.name, $0.summary) } + [
        Term("kinds", "the share of each kind", example: "m.kinds.slim"),
        Term("real_kinds", "the share of each kind among the real pictures"),
        Term("asked", "of pictures asked for by kind, the share told as that kind"),
        Term("told", "the share of real pictures of each kind classified correctly"),
        Term("accuracy", "the share of real pictures that the classifier tells right"),
        Term(
          "floor", "the same of one half of the real pictures, drawn at random, against the other"),
      ]),
    ObjectDescription(
      "study", "what study gives",
      fields: Learner.catalog.terms.map { Term($0.name, $0.summary) } + [
        Term("verdict", "whether generated pictures help, in a sentence")
      ]),
  ])

/// The numbers of problems that the laboratory has beyond the language's own.
private let laboratoryCodes = [
  Term("E122", "a file is written twice in one notebook: give each its own name"),
  Term("E302", "a data set that cannot be read; the message says where it breaks off"),
  Term("E305", "data larger than what may be loaded: a smaller size= or limit="),
  Term("E312", "a file or folder that is not there or cannot be read"),
  Term("E313", "too few samples to be measured or studied"),
  Term("E314", "batch norm needs two samples or more in a step: a larger batch="),
  Term("E331", "a file of weights or a run's folder that is damaged"),
  Term("E337", "weights of another network: names or shapes differ"),
  Term("E338", "data or weights with numbers that cannot be: not finite, a variance below 0"),
  Term("E339", "a run whose files or data have changed since"),
  Term("E340", "no run's folder, or one whose data are not there any more"),
  Term("E341", "a run that has as many epochs already, or stopped early because nothing improved"),
  Term("E343", "a file of weights in another form, such as a pickle, which is not read"),
  Term("E344", "too few pictures of those drawn are new, or of the kind asked for"),
  Term("E345", "two data sets that cannot be compared: size or colours differ"),
  Term("E401", "a checkpoint that could not be written; the last good one stays"),
  Term("E402", "not enough room on the disk for the run"),
  Term("E403", "a file that cannot be written"),
  Term("E407", "more memory than there is: a smaller batch=, size= or network"),
  Term("E411", "the run's folder is in use by another process"),
  Term("E413", "the training diverged: a loss or weight is not finite; a smaller lr"),
  Term("E414", "ranks=all where only running the notebook tells what the training learns from"),
  Term("E415", "processes that do not find one and the same training in the output folder"),
  Term("E501", "a file outside the output folder, hidden or through a link; -o chooses the folder"),
  Term("E502", "a file that may not be read from a notebook; --allow-read DIR allows it"),
  Term("E503", "a file that the program did not write is in the way; --overwrite writes over it"),
  Term("E505", "a text that cannot be a file name"),
]
