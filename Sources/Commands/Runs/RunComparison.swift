import Adversarial
import Foundation
import GANScript
import Vocabulary

/// Runs side by side.
extension RunIndex {
  /// What the table of runs has for people and for programs.
  public enum Detail: Sendable {
    /// Columns that differ, short names, a few measures.
    case short
    /// Every argument, whole paths, all digits.
    case whole
  }

  /// Runs side by side: how far they are, status, last losses and measures, what differs.
  public func table(_ detail: Detail) -> (columns: [String], rows: [[Value]]) {
    let outcomes = ["generator", "discriminator"] + measures(detail)
    let arguments = arguments(detail)
    let hasFolders = outputs.count > 1
    let names = arguments.map { outcomes.contains($0) ? $0 + "_network" : $0 }
    let columns =
      switch detail {
      case .short:
        // What came out stands before what was asked for: a window may not have room for all.
        (hasFolders ? ["folder"] : []) + ["run", "epochs", "status"] + outcomes
          + ["seconds", "when", "size"] + names
      case .whole:
        ["path", "modified", "status", "damage"] + names + ["epochs", "of"] + outcomes
          + ["seconds", "bytes"]
      }
    let rows = entries.map { entry -> [Value] in
      let values = arguments.map { RunIndex.argument($0, of: entry) }
      let numbers = outcomes.map { entry.number($0) }
      let seconds = entry.status.map { Value.number(($0.seconds * 10).rounded() / 10) } ?? .nothing
      switch detail {
      case .short:
        let head =
          (hasFolders ? [RunIndex.output(of: entry)] : []) + [RunIndex.key(of: entry.name)]
        return head.map { .text($0) } + [entry.progress, .text(entry.state)] + numbers
          + [seconds, .text(RunIndex.day(entry.modified)), .text(byteText(entry.bytes))] + values
      case .whole:
        let date = Date(timeIntervalSince1970: entry.modified).formatted(.iso8601)
        let head = [entry.path, date, entry.state, entry.damage ?? entry.note ?? ""]
        let epochs = [entry.status?.epochs, entry.status?.total]
        return head.map { .text($0) } + values
          + epochs.map { $0.map { .number(Double($0)) } ?? .nothing } + numbers
          + [seconds, .number(Double(entry.bytes))]
      }
    }
    return (columns, rows)
  }

  /// The whole table as comma-separated values, or as a JSON list of objects.
  public func encoded(asJSON isJSON: Bool) -> String {
    let (columns, rows) = table(.whole)
    return (isJSON ? TableFormat.json : .csv).encoded(RunTable(columns: columns, rows: rows))
  }

  /// The measures that some run has, in order of appearance; for people those that a best epoch was
  /// chosen by, and what says most beside them.
  private func measures(_ detail: Detail) -> [String] {
    var names: [String] = []
    for entry in entries {
      for (name, _) in entry.last.dropFirst(RunIndex.lossColumns) where !names.contains(name) {
        names.append(name)
      }
    }
    guard detail == .short else { return names }
    let chosen = entries.compactMap { $0.config?.arguments["best"]?.value.source }
    return names.filter { chosen.contains($0) || ["kid", "coverage", "variety"].contains($0) }
  }

  /// The columns of `loss.csv` before the measures, `epoch` left out.
  private static let lossColumns = 6

  /// The output folders that the runs are of.
  private var outputs: Set<String> { Set(entries.map { RunIndex.output(of: $0) }) }

  /// The output folder of a run, or the folder that it was moved to.
  static func output(of entry: Entry) -> String {
    var parts = entry.path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    if parts.last.map(String.init) == RunStore.folder { parts = parts.dropLast() }
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  /// The part of a run's name that no other has: its key and length; enough for `load run`.
  static func key(of name: String) -> String {
    let parts = name.split(separator: "-")
    return parts.count > 2 ? parts.suffix(2).joined(separator: "-") : name
  }

  private static func day(_ seconds: Double) -> String {
    var style = Date.VerbatimFormatStyle.ganrepl
    style.timeZone = .current
    return Date(timeIntervalSince1970: seconds).formatted(style)
  }

  // MARK: Arguments

  /// The arguments to show, in the order of `train`; what this version does not know comes last.
  private func arguments(_ detail: Detail) -> [String] {
    let known = trainingOptions.names
    let configs = entries.compactMap(\.config)
    let others = Set(configs.flatMap(\.arguments.keys)).subtracting(known).sorted()
    let networks = ["generator_layers", "discriminator_layers", "data_source"]
    return (known + others + networks).filter { name in
      // How long a run is stands in a column of its own.
      guard !["epochs", "checkpoint"].contains(name) else { return false }
      let values = entries.filter { $0.config != nil }.map {
        RunIndex.argument(name, of: $0).description
      }
      return detail == .whole ? values.contains { !$0.isEmpty } : Set(values).count > 1
    }
  }

  private static func argument(_ name: String, of entry: Entry) -> Value {
    guard let config = entry.config else { return .nothing }
    switch name {
    case "generator_layers": return config.networks.generator["layers"]?.value ?? .nothing
    case "discriminator_layers": return config.networks.discriminator["layers"]?.value ?? .nothing
    case "data_source": return .text(config.data.source)
    case "lr" where config.rates.count > 1:
      return .text(config.rates.map { shortest($0.generator) }.joined(separator: ", then "))
    default: return config.arguments[name]?.value.value ?? .nothing
    }
  }
}

extension Date.VerbatimFormatStyle {
  /// `2026-11-29 14:05`, whatever the locale.
  fileprivate static var ganrepl: Self {
    Date.VerbatimFormatStyle(
      format:
        "\(year: .padded(4))-\(month: .twoDigits)-\(day: .twoDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits)",
      locale: Locale(identifier: "en_US_POSIX"), timeZone: .current,
      calendar: Calendar(identifier: .gregorian))
  }
}
