import Files
import Foundation
import Testing

struct FullDiskTests {
  /// In a process of its own, in which no file may grow beyond 1,000 bytes.
  @Test func aWriteThatFailsHalfwayLeavesWhatWasThere() async {
    await #expect(processExitsWith: .success) {
      let folder = NSTemporaryDirectory() + "ganrepl-full-\(getpid())"
      try makeFolder(folder)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let path = folder + "/weights.bin"
      try writeDurably([1, 2, 3], to: path)
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 1000, rlim_max: 1000)
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      let error = #expect(throws: FileError.self) {
        try writeDurably([UInt8](repeating: 7, count: 5000), to: path)
      }
      guard error?.code == EFBIG, error?.path == path else { exit(2) }
      guard try readFile(path) == [1, 2, 3] else { exit(3) }
      guard try namesInFolder(folder).names == ["weights.bin"] else { exit(4) }
    }
  }
}
