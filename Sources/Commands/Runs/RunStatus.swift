import Vocabulary

/// How a run stands, as its folder says.
struct RunStatus: Sendable, Equatable {
  /// What became of it.
  enum State: String, Sendable, CaseIterable {
    /// Begun, and not ended in an orderly way yet.
    case running
    /// All epochs are trained and all files written.
    case done
    /// Stopped by the user; can be continued.
    case interrupted
    /// A number stopped being one.
    case diverged
  }

  var state: State
  /// Epochs finished.
  var epochs: Int
  /// Epochs wanted.
  var total: Int
  /// Seconds of training so far.
  var seconds: Double
  /// Why it diverged; empty otherwise.
  var reason = ""
  /// The digests of the folder's files, by name, once the run has ended; the checkpoint has its own.
  var digests: [String: String] = [:]

  /// Whether there is nothing left to train.
  var isOver: Bool { state == .done || state == .diverged }

  /// The file: a line each, to be read by people and by this program.
  var text: String {
    "\(state.rawValue)\nepochs \(epochs) of \(total)\nseconds \(fixed(seconds, 3))\n"
      + (reason.isEmpty ? "" : "reason \(reason)\n")
      + digests.sorted { $0.key < $1.key }.map { "sha256 \($0.value) \($0.key)\n" }.joined()
  }

  /// Reads the file back; `nil` if it is none.
  init?(_ text: String) {
    let lines = text.split(separator: "\n").map(String.init)
    guard lines.count >= 3, let state = State(rawValue: lines[0]) else { return nil }
    let counts = lines[1].split(separator: " ")
    guard counts.count == 4, let epochs = Int(counts[1]), let total = Int(counts[3]),
      let seconds = Double(lines[2].dropFirst("seconds ".count)), seconds.isFinite, seconds >= 0,
      epochs >= 0, total >= 0
    else { return nil }
    self.init(state: state, epochs: epochs, total: total, seconds: seconds)
    for line in lines.dropFirst(3) {
      let words = line.split(separator: " ", maxSplits: 2).map(String.init)
      if words[0] == "reason" {
        reason = String(line.dropFirst("reason ".count))
      } else if words.count == 3, words[0] == "sha256" {
        digests[words[2]] = words[1]
      }
    }
  }

  init(state: State, epochs: Int, total: Int, seconds: Double, reason: String = "") {
    self.state = state
    self.epochs = epochs
    self.total = total
    self.seconds = seconds
    self.reason = reason
  }
}
