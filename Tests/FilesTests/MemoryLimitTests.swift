import Foundation
import Testing

@testable import Files

/// Limits of memory are known before any is taken.
struct MemoryLimitTests {
  private func limits(_ own: String, _ files: [String: String]) throws -> [Double] {
    let folder = try Folder()
    for (name, text) in files {
      let path = "group/" + name
      try makeFolder(folder.path + "/" + (path as NSString).deletingLastPathComponent)
      try folder.put(text, path)
    }
    try folder.put(own, "own")
    return MemoryLimit.limits(cgroups: folder.path + "/group", of: folder.path + "/own")
      .filter { $0.source.contains("control group") }.map { ($0.bytes / 1e9).rounded() }
  }

  @Test func theGroupsAboveCountAsWell() throws {
    #expect(
      try limits(
        "0::/a/b\n",
        ["a/b/memory.max": "max\n", "a/memory.max": "10000000000\n", "memory.max": "20000000000\n"])
        == [9, 18])
  }

  @Test func theFirstVersionCountsAsWell() throws {
    #expect(
      try limits(
        "9:cpu:/x\n5:cpuset,memory:/a\n",
        [
          "memory/a/memory.limit_in_bytes": "10000000000\n",
          "memory/memory.limit_in_bytes": "9223372036854771712\n",
          "memory/x/memory.limit_in_bytes": "1\n",
        ]) == [9])
  }

  /// The machine's memory and that of a control group are divided; what limits a process alone is not.
  @Test func severalProcessesShareAMachine() {
    let machine = MemoryLimit(bytes: 12e9, source: "the machine", isShared: true)
    let own = MemoryLimit(bytes: 5e9, source: "ulimit", isShared: false)
    #expect(machine.part(of: 1).bytes == 12e9 && machine.part(of: 1).source == "the machine")
    #expect(machine.part(of: 4).bytes == 3e9)
    #expect(machine.part(of: 4).source == "the machine, for each of 4 processes")
    #expect(own.part(of: 4).bytes == 5e9)
    #expect(
      MemoryLimit.limits(cgroups: "/nowhere", of: "/nowhere").first?.isShared == true)
    #expect(MemoryLimit.least(processes: 1000).bytes < MemoryLimit.least().bytes / 100)
  }

  @Test(arguments: ["", "0::\n", "x", "0::/../..\n"])
  func whatIsNoGroupSetsNoLimit(own: String) throws {
    #expect(try limits(own, [:]).isEmpty)
    #expect(MemoryLimit.least().bytes > 0)
  }
}
