import Adversarial
import Datasets
import Files
import GANScript
import Imaging
import Networks
import Plotting

/// A failure of a file as a script's error: exit code 4.
func scriptError(_ error: FileError, argument: String? = nil) -> ScriptError {
  ScriptError(
    "\(error.path): cannot \(error.action): \(error.reason)", argument: argument,
    exitCode: .files, code: "E403")
}

/// A failure to load data as a script's error.
func scriptError(_ error: DataError, argument: String? = nil) -> ScriptError {
  let (exit, code): (ExitCode, DiagnosticCode) =
    switch error.failureClass {
    case .script: (.script, "E109")
    case .data: (.data, "E302")
    case .file: (.files, "E312")
    case .limit: (.limit, "E305")
    }
  return ScriptError(error.message, argument: argument, exitCode: exit, code: code)
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
