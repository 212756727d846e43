import Adversarial
import Files
import GANScript
import Vocabulary

/// The runs of an output folder: found again by their recipes.
struct RunStore: Sendable {
  /// The folder of all runs, below the output folder.
  static let folder = "runs"

  private let output: OutputFolder
  private let verified: VerifiedFiles
  private var path: String { output.path + "/" + RunStore.folder }

  init(_ context: SessionContext) {
    output = context.output
    verified = context.verifiedFiles
  }

  /// Throws if no run could be kept, as far as that can be told without writing.
  func checkWritable() throws(FileError) { try output.checkWritable(RunStore.folder + "/run") }

  /// The folder of a run: the one that has its key, or else a new one. Complexity: O(runs).
  func folder(_ identity: RunIdentity) -> RunFolder {
    let names = ((try? namesInFolder(path))?.names ?? []).filter(identity.isFolder)
    let isNew = names.isEmpty || names.contains(identity.folderName)
    return folder(named: isNew ? identity.folderName : names[0])
  }

  private func folder(named name: String) -> RunFolder {
    RunFolder(name: name, in: output, verified: verified)
  }

  /// The folders of runs whose names have a text in them, in order: that of the very name alone, if there
  /// is one, else those whose names end with it, if there are some. Complexity: O(runs).
  func folders(named text: String) -> [RunFolder] {
    RunStore.named(text, among: ((try? namesInFolder(path))?.names ?? []).map(folder))
  }

  /// The same of the runs in a folder that may be another output folder's.
  static func folders(
    in path: String, named text: String, verified: VerifiedFiles
  ) -> [RunFolder] {
    let names = (try? namesInFolder(path))?.names ?? []
    return named(
      text, among: names.compactMap { try? RunFolder(at: path + "/" + $0, verified: verified) })
  }

  private static func named(_ text: String, among folders: [RunFolder]) -> [RunFolder] {
    let all = folders.filter { $0.has(.config) }
    let choices = [
      all.filter { $0.name == text }, all.filter { $0.name.hasSuffix(text) },
      all.filter { $0.name.contains(text) },
    ]
    return choices.first { !$0.isEmpty } ?? []
  }

  /// Whether a run is done whose plan has that key: what can be told without reading the data.
  func hasFinished(_ plan: String, _ epochs: Int) -> Bool {
    let names = (try? namesInFolder(path))?.names ?? []
    return names.contains { name in
      guard name.hasSuffix("-e\(epochs)") else { return false }
      let folder = folder(named: name)
      return folder.status?.state == .done && folder.text(.config).contains("\"plan\": \"\(plan)\"")
    }
  }

  /// A checkpoint to resume from, and the run that it belongs to.
  struct Start {
    var checkpoint: Checkpoint
    var folder: RunFolder
  }

  /// The farthest checkpoint on the way of a run, of itself or of others with the same beginning;
  /// only folders of those names if some are given, and that of a run that it goes on with, which may
  /// be elsewhere. Damaged ones are reported and skipped.
  func start(
    of plan: RunObject.Plan, _ identity: RunIdentity, after before: RunResult?,
    among allowed: Set<String>?, told: (String) -> Void
  ) -> Start? {
    let names = ((try? namesInFolder(path))?.names ?? []).filter { allowed?.contains($0) ?? true }
    var candidates:
      [(folder: RunFolder, file: RunFolder.File, epochs: Int, family: String, last: Int)] = []
    for count in 1...plan.stages.count {
      let family = identity.family(stages: count)
      let last = plan.stages[count - 1].until
      for name in names where name.contains("-" + RunIdentity.suffix(family)) {
        let folder = folder(named: name)
        guard let status = folder.status else { continue }
        if folder.has(.last), status.epochs <= last {
          candidates.append((folder, .last, status.epochs, family, last))
        } else if plan.best != nil, let best = try? folder.checkpoint(.best, recipe: family),
          best.epochs <= last
        {
          candidates.append((folder, .best, best.epochs, family, last))
        }
      }
      if let before, before.status.epochs <= last,
        before.isBest ? before.recipes.contains(family) : before.recipes.last == family
      {
        let file: RunFolder.File = before.isBest ? .best : .last
        candidates.append((before.folder, file, before.status.epochs, family, last))
      }
    }
    candidates.sort { ($0.epochs, $1.folder.name) > ($1.epochs, $0.folder.name) }
    for candidate in candidates {
      do {
        let checkpoint = try candidate.folder.checkpoint(candidate.file, recipe: candidate.family)
        guard checkpoint.kept == .everything else { continue }
        guard
          candidate.folder.hasBest(
            plan, checkpoint.measurements, recipes: identity.families,
            orLater: identity.isFolder(named: candidate.folder.name))
        else {
          told("run \(candidate.folder.name) has lost its best epoch and is not gone on with")
          continue
        }
        // Steps of an epoch after the last one were made with other learning rates.
        if checkpoint.epochs < candidate.last
          || (checkpoint.epochs == candidate.last && !checkpoint.isWithinEpoch)
        {
          return Start(checkpoint: checkpoint, folder: candidate.folder)
        }
      } catch {
        let reason = (error as? ScriptError)?.message ?? "\(error)"
        told("run \(candidate.folder.name) is damaged and not gone on with: \(reason)")
      }
    }
    return nil
  }
}
