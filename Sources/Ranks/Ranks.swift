import Tensors

#if MPI
  import CMPI
#endif

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The processes that share a work, as MPI started them; one alone where none was started.
///
/// A process is one of them from `join` to `leave`. Calls are made by one thread, and those that say
/// "together" return when every process has made the same one.
public struct Ranks: Collective {
  /// This process's number, from 0.
  public let number: Int
  /// How many there are.
  public let count: Int
  /// How many of them are on this machine.
  public let countHere: Int

  /// One process alone.
  public static let alone = Ranks(number: 0, count: 1, countHere: 1)

  /// Whether this process owns the screen, the report and the files that notebooks save.
  public var isFirst: Bool { number == 0 }

  /// Why processes that were started together cannot work together.
  public enum Failure: Error, Sendable, Equatable {
    /// The program was built without MPI, and is number `number` of `count` that a launcher started.
    case notBuilt(number: Int, count: Int)
    /// The launcher that started number `number` of `count` is of another MPI than the library, which
    /// sees one process.
    case otherLauncher(number: Int, count: Int)
    /// MPI did not start.
    case notStarted(code: Int)
  }

  /// Joins the processes that a launcher started; without a launcher, or with one process, `alone`.
  ///
  /// - Parameter environment: The process's environment, where launchers say what they started.
  public static func join(_ environment: [String: String]) throws(Failure) -> Ranks {
    guard let (number, count) = launched(environment), count > 1 else { return alone }
    #if MPI
      let code = ranksJoin()
      guard code == 0 else { throw .notStarted(code: Int(code)) }
      guard ranksCount() == count else {
        ranksLeave()
        throw .otherLauncher(number: number, count: count)
      }
      return Ranks(
        number: Int(ranksNumber()), count: Int(ranksCount()), countHere: Int(ranksHere()))
    #else
      throw .notBuilt(number: number, count: count)
    #endif
  }

  /// Whether a launcher started this process.
  public static func isLaunched(_ environment: [String: String]) -> Bool {
    launched(environment) != nil
  }

  /// The number of this process and how many there are, as Open MPI, MPICH, Intel MPI and Slurm's `srun`
  /// say it; `nil` where no launcher says it. Slurm says it in a batch script too, of which there is one:
  /// it counts only with a library for processes to find each other.
  static func launched(_ environment: [String: String]) -> (number: Int, count: Int)? {
    func pair(_ number: String, _ count: String) -> (number: Int, count: Int)? {
      guard let number = environment[number].flatMap({ Int($0) }),
        let count = environment[count].flatMap({ Int($0) })
      else { return nil }
      return (number, count)
    }
    if let found =
      pair("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE") ?? pair("PMI_RANK", "PMI_SIZE")
    {
      return found
    }
    return environment["PMIX_RANK"] == nil && environment["PMI_FD"] == nil
      ? nil : pair("SLURM_PROCID", "SLURM_NTASKS")
  }

  /// Waits until all have come here. Sleeps meanwhile, a hundredth of a second at a time: others may
  /// need the processor for minutes.
  ///
  /// - Parameter isStopped: Asked between naps; where it says so, the waiting ends, and with it the work
  ///   together: nothing but `meet` again, or `abort`, may follow.
  /// - Returns: Whether all have come.
  @discardableResult
  public func meet(isStopped: () -> Bool = { false }) -> Bool {
    guard count > 1 else { return true }
    #if MPI
      while ranksHaveMet() == 0 {
        if isStopped() { return false }
        usleep(10_000)
      }
    #endif
    return true
  }

  /// Together: the bytes of each, in the order of their numbers; all must be as many.
  public func gather(_ bytes: [UInt8]) -> [[UInt8]] {
    guard count > 1 else { return [bytes] }
    #if MPI
      var all = [UInt8](repeating: 0, count: bytes.count * count)
      _ = all.withUnsafeMutableBytes { ranksGather(bytes, Int32(bytes.count), $0.baseAddress) }
      return (0..<count).map { Array(all[$0 * bytes.count..<($0 + 1) * bytes.count]) }
    #else
      return [bytes]
    #endif
  }

  /// Together: how many cores each has for itself: those that it is bound to, shared among the processes
  /// of its machine that are bound to the same ones.
  public func cores(of available: Int) -> Int {
    guard count > 1 else { return available }
    #if MPI
      var binding = [UInt8](repeating: 0, count: 512)
      binding.withUnsafeMutableBytes { bytes in
        guard let start = bytes.baseAddress else { return }
        gethostname(start, 255)
        ranksBinding(start + 256, 256)
      }
      return max(1, available / gather(binding).count { $0 == binding })
    #else
      return available
    #endif
  }

  /// Together: the numbers of each, in the order of processes.
  public func gather(_ numbers: [Double]) -> [Double] {
    guard count > 1 else { return numbers }
    #if MPI
      var all = [Double](repeating: 0, count: numbers.count * count)
      all.withUnsafeMutableBytes { all in
        numbers.withUnsafeBytes { own in
          _ = ranksGather(own.baseAddress, Int32(own.count), all.baseAddress)
        }
      }
      return all
    #else
      return numbers
    #endif
  }

  /// Each process sums the slices of all that are its own, in the order of numbers, and gives the others
  /// the mean: MPI only moves numbers, so that the order of sums is this one whatever the implementation.
  /// (`MPI_Allreduce` promises none.) Moves 2 (n - 1) / n of the numbers in and out of each process.
  public func average(_ numbers: UnsafeMutableBufferPointer<Float>) {
    guard count > 1 else { return }
    #if MPI
      // Of half a megabyte: smaller ones wait for the network more often, larger ones leave the cache.
      let most = max(1, (1 << 17) / count)
      let slices = UnsafeMutableBufferPointer<Float>.allocate(capacity: most * count)
      let rest = UnsafeMutableBufferPointer<Float>.allocate(capacity: most * count)
      defer {
        slices.deallocate()
        rest.deallocate()
      }
      var start = 0
      while start < numbers.count {
        let wanted = min(numbers.count - start, most * count)
        // What does not divide is filled up with zeros.
        let slice = (wanted + count - 1) / count
        let isWhole = slice * count == wanted
        let block = UnsafeMutableBufferPointer(rebasing: numbers[start..<start + wanted])
        if !isWhole {
          rest.update(repeating: 0)
          _ = rest.update(fromContentsOf: block)
        }
        let base = isWhole ? block.baseAddress : rest.baseAddress
        _ = ranksExchange(base, slices.baseAddress, Int32(slice))
        let scale = 1 / Float(count)
        for index in 0..<slice {
          var sum = slices[index]
          for other in 1..<count { sum += slices[other * slice + index] }
          slices[index] = sum * scale
        }
        _ = ranksGatherFloats(slices.baseAddress, Int32(slice), base)
        if !isWhole { _ = block.update(fromContentsOf: rest[..<wanted]) }
        start += wanted
      }
    #endif
  }

  /// Ends all of them, wherever they are, with a code.
  public func abort(code: Int32) {
    #if MPI
      if count > 1 { ranksAbort(code) }
    #endif
  }

  /// Leaves; nothing may be asked of the others after this.
  public func leave() {
    #if MPI
      if count > 1 { ranksLeave() }
    #endif
  }
}
