import Testing

@testable import Ranks

/// What launchers say of the processes that they start.
struct LauncherTests {
  @Test(arguments: [
    (["OMPI_COMM_WORLD_RANK": "2", "OMPI_COMM_WORLD_SIZE": "4"], 2, 4),
    (["PMI_RANK": "0", "PMI_SIZE": "3"], 0, 3),
    (["SLURM_PROCID": "1", "SLURM_NTASKS": "2", "PMIX_RANK": "1"], 1, 2),
  ])
  func aLauncherIsKnown(environment: [String: String], number: Int, count: Int) throws {
    let found = try #require(Ranks.launched(environment))
    #expect(found.number == number && found.count == count)
  }

  /// A batch script of Slurm is one process, however many it may start.
  @Test(arguments: [
    [:], ["SLURM_PROCID": "0", "SLURM_NTASKS": "8"], ["OMPI_COMM_WORLD_RANK": "1"],
    ["PMI_RANK": "x", "PMI_SIZE": "2"],
  ])
  func withoutOneAProcessIsAlone(environment: [String: String]) throws {
    #expect(Ranks.launched(environment) == nil)
    let ranks = try Ranks.join(environment)
    #expect(ranks.count == 1 && ranks.isFirst)
    #expect(ranks.gather([7]) == [[7]])
    #expect(ranks.cores(of: 3) == 3)
  }

  @Test func oneOfOneIsAlone() throws {
    #expect(try Ranks.join(["PMI_RANK": "0", "PMI_SIZE": "1"]).count == 1)
  }

  #if !MPI
    @Test func withoutMPIProcessesAreTold() {
      #expect(throws: Ranks.Failure.notBuilt(number: 1, count: 2)) {
        try Ranks.join(["PMI_RANK": "1", "PMI_SIZE": "2"])
      }
    }
  #endif
}
