import Foundation

/// How much more memory this process may take, and what says so.
public struct MemoryLimit: Sendable {
  /// Bytes.
  public var bytes: Double
  /// What sets the limit: "80 % of this machine's memory".
  public var source: String
  /// Whether other processes take from the same memory.
  public var isShared: Bool

  /// The least of all limits that hold for each of so many processes that work here alike, as things are
  /// now.
  public static func least(processes: Int = 1) -> MemoryLimit {
    limits(cgroups: "/sys/fs/cgroup", of: "/proc/self/cgroup").map { $0.part(of: processes) }
      .min { $0.bytes < $1.bytes }
      ?? MemoryLimit(bytes: .infinity, source: "no limit", isShared: false)
  }

  /// What one of so many processes may take.
  package func part(of processes: Int) -> MemoryLimit {
    guard isShared, processes > 1 else { return self }
    return MemoryLimit(
      bytes: bytes / Double(processes), source: source + ", for each of \(processes) processes",
      isShared: true)
  }

  /// All limits that hold; a tenth of what is left is kept for what no plan counts.
  ///
  /// - Parameters:
  ///   - root: Where the control groups are.
  ///   - own: The file that names this process's groups.
  package static func limits(cgroups root: String, of own: String) -> [MemoryLimit] {
    var limits = [
      MemoryLimit(
        bytes: Double(ProcessInfo.processInfo.physicalMemory) * 0.8,
        source: "80 % of this machine's memory", isShared: true)
    ]
    // Pages of the whole process, of what is resident, and of its data and stacks.
    let pages = words(of: "/proc/self/statm").map { Double($0) ?? 0 }
    let page = Double(sysconf(Int32(_SC_PAGESIZE)))
    func used(_ column: Int) -> Double { column < pages.count ? pages[column] * page : 0 }
    for (resource, column, source) in [
      (RLIMIT_AS, 0, "the address space of this process (ulimit -v)"),
      (RLIMIT_DATA, 5, "the data of this process (ulimit -d)"),
    ] {
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0,
        limit.rlim_cur != rlim_t.max
      else { continue }
      limits.append(
        MemoryLimit(
          bytes: max(Double(limit.rlim_cur) - used(column), 0) * 0.9, source: source,
          isShared: false))
    }
    for group in groups(root: root, own: own) {
      for file in ["memory.max", "memory.limit_in_bytes"] {
        // A group without a limit says "max", or a number that no machine has.
        guard let bytes = words(of: group + "/" + file).first.flatMap(Double.init), bytes < 1e15
        else { continue }
        limits.append(
          MemoryLimit(
            bytes: max(bytes - used(1), 0) * 0.9, source: "the control group of this process",
            isShared: true))
      }
    }
    return limits
  }

  /// The folders of this process's control groups and of all above them.
  private static func groups(root: String, own: String) -> [String] {
    var folders: [String] = []
    for line in lines(of: own) {
      // "0::/a/b", or "5:cpu,memory:/a/b" in the first version.
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[1].isEmpty || parts[1].split(separator: ",").contains("memory")
      else { continue }
      let top = root + (parts[1].isEmpty ? "" : "/memory")
      var path = parts[2].split(separator: "/")
      while true {
        folders.append(([top] + path.map(String.init)).joined(separator: "/"))
        if path.popLast() == nil { break }
      }
    }
    return folders
  }

  private static func lines(of path: String) -> [Substring] {
    // What the kernel shows has no size to be known before.
    let number = retrying { open(path, O_RDONLY | O_CLOEXEC) }
    guard number >= 0 else { return [] }
    let file = Descriptor(number)
    let bytes = (try? readStream(file.number, limit: 1 << 16, path: path)) ?? []
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  private static func words(of path: String) -> [Substring] {
    lines(of: path).first?.split(separator: " ") ?? []
  }
}
