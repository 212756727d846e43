import Adversarial
import Datasets
import Files
import GANScript
import Imaging
import Networks
import Plotting

/// A failure of a file as a script's error: exit code 4, or 7 where the program refuses.
public func scriptError(_ error: FileError, argument: String? = nil) -> ScriptError {
  let (help, exit, code): (String?, ExitCode, DiagnosticCode) =
    switch error.refusal {
    case nil: (nil, .files, "E403")
    case .link:
      ("take the link away, or choose the output folder with -o DIR", .denied, "E501")
    case .foreign:
      ("move it away or choose another name; --overwrite writes over it", .denied, "E503")
    case .folder: ("choose another name for the folder", .denied, "E503")
    }
  return ScriptError(
    "\(error.path): cannot \(error.action): \(error.reason)", help: help, argument: argument,
    exitCode: exit, code: code)
}

/// A figure that could not be drawn, as a script's error: a size that it may not have, or a library
/// that lacks what it needs.
func scriptError(_ error: PlotError, path: String) -> ScriptError {
  switch error {
  case .size: ScriptError("\(error)", argument: "size", code: .badValue)
  case .noFont:
    ScriptError(
      "\(path): cannot draw: no font can be read",
      help: "install fonts-dejavu-core or another font; fc-list shows those that can be read",
      exitCode: .files, code: "E403")
  case .canvas(let reason):
    ScriptError("\(path): cannot draw: \(reason)", exitCode: .files, code: "E403")
  }
}

/// A failure to load data as a script's error.
func scriptError(_ error: DataError, argument: String? = nil) -> ScriptError {
  let (exit, code): (ExitCode, DiagnosticCode) =
    switch error.failureClass {
    case .script: (.script, "E109")
    case .data: (.data, "E302")
    case .file: (.files, "E312")
    case .limit: (.limit, error.isOfMemory ? "E407" : "E305")
    case .interrupted: (.interrupted, .interrupted)
    }
  return ScriptError(error.message, argument: argument, exitCode: exit, code: code)
}

extension DataError {
  /// Whether the memory that there is sets the limit.
  fileprivate var isOfMemory: Bool {
    if case .picture(_, .tooMuchMemory) = self { true } else { false }
  }
}

/// A failure of a network as a script's error.
func scriptError(_ error: NetworkError, path: String? = nil, argument: String? = nil)
  -> ScriptError
{
  let message = path.map { "\($0): \(error.message)" } ?? error.message
  switch error {
  case .unknown(let name):
    return ScriptError(
      message, help: name.suggestion.map { "did you mean `\($0)`?" }, argument: argument,
      code: .unknownName)
  case .weightsDoNotFit:
    return ScriptError(message, argument: argument, exitCode: .data, code: "E337")
  case .brokenWeights:
    return ScriptError(message, argument: argument, exitCode: .data, code: "E331")
  case .foreignWeights:
    return ScriptError(message, argument: argument, exitCode: .data, code: "E343")
  case .impossibleWeights:
    return ScriptError(
      message, help: error.help, argument: argument, exitCode: .data, code: "E338")
  case .tooManyParameters:
    return ScriptError(message, argument: argument, exitCode: .limit, code: "E407")
  default: return ScriptError(message, help: error.help, argument: argument, code: .badValue)
  }
}

/// A training that cannot start or stopped, as a script's error.
func scriptError(_ error: TrainingError) -> ScriptError {
  let (exit, code): (ExitCode, DiagnosticCode) =
    switch error {
    case .diverged: (.diverged, "E413")
    case .dataNotFinite: (.data, "E338")
    case .batchNormNeedsTwo: (.script, "E314")
    case .batchTooLarge: (.script, "E109")
    default: (.script, "E110")
    }
  let argument: String? =
    switch error {
    case .batchTooLarge, .batchNormNeedsTwo: "batch"
    case .tooFewLatents: "latents"
    case .unitDoesNotFit: "loss"
    case .generatorNeverMoves: "steps_d"
    case .penaltyNeedsLinearLayers(let penalty, _): penalty
    default: nil
    }
  return ScriptError(
    error.message, help: error.help, argument: argument, exitCode: exit, code: code)
}
