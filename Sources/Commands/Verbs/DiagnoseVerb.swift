import GANScript
import Vocabulary

/// `diagnose`: what a run's curves say, and what to try.
enum DiagnoseVerb {
  static let verb = Verb<Session>(
    Term(
      "diagnose", "what the curves of a run say, and what to try",
      discussion: "Signs that are looked for: "
        + diagnosisCatalog.terms.map { "\($0.name) (\($0.summary))" }.joined(separator: "; ")
        + ".",
      parameters: [
        Parameter(
          "run", .object("run"), "which run; the last one unless told otherwise",
          position: .positional)
      ],
      example: "diagnose"),
    role: .output
  ) { call, session, phase in
    guard let run = call.object("run") as? RunObject ?? session.lastRun else {
      throw ScriptError(
        "there is no run to look at", help: "train before it, or name one",
        code: .arguments, isConsequence: true)
    }
    guard phase == .run, let result = run.result else { return .nothing }
    let findings = Diagnosis(result, run.plan).findings
    var lines = ["run \(result.folder.name), \(counted(result.records.count, "epoch")):"]
    if findings.isEmpty { lines.append("- nothing stands out in the losses; look at the pictures") }
    for finding in findings {
      lines.append("- \(finding.words)")
      lines.append("  try: \(finding.rule.remedy)")
      lines.append("  from: \(finding.rule.term.discussion)")
    }
    call.emit(.text(lines.joined(separator: "\n")))
    return .nothing
  }
}
