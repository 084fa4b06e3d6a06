import Testing

@testable import LoadBench

struct ServerFiguresTests {
  private static let page = """
    # HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.
    # TYPE process_cpu_seconds_total counter
    process_cpu_seconds_total 12.5
    process_resident_memory_bytes 1.048576e+06
    junctor_sessions 3
    process_open_fds 17
    process_max_fds 20000
    process_start_time_seconds 1700000000.25

    """

  @Test func `Figures are read from a metrics page`() throws {
    let figures = try #require(ServerFigures(page: Self.page))
    #expect((figures.cpuSeconds, figures.residentBytes) == (12.5, 1_048_576))
    #expect((figures.openFiles, figures.maxFiles) == (17, 20_000))
    #expect(figures.startSeconds == 1_700_000_000.25)
  }

  @Test func `A page without them has none`() {
    #expect(ServerFigures(page: "junctor_sessions 3\n") == nil)
    #expect(ServerFigures(page: "process_cpu_seconds_total many\nprocess_resident_memory_bytes 1\n") == nil)
    #expect(ServerFigures(page: "process_cpu_seconds_total 1\nprocess_resident_memory_bytes 2\n")?.maxFiles == nil)
  }

  private func figures(cpu: Double, memory: Double, start: Double = 1) throws -> Result<
    ServerFigures, AdminPage.Unknown
  > {
    .success(
      try #require(
        ServerFigures(
          page: """
            process_cpu_seconds_total \(cpu)
            process_resident_memory_bytes \(memory)
            process_start_time_seconds \(start)
            """)))
  }

  @Test func `What a server used is the difference, if it is the same server`() throws {
    let before = try figures(cpu: 1, memory: 100)
    #expect(
      ServerUse(from: before, to: try figures(cpu: 3.5, memory: 300)) == .known(cpuSeconds: 2.5, residentBytes: 300))
    let anew = ServerUse(from: before, to: try figures(cpu: 0.5, memory: 300, start: 2))
    #expect(anew == .unknown("the server was started anew in between"))
    #expect(ServerUse(from: before, to: .failure(.init(reason: "why"))) == .unknown("why"))
  }

  @Test func `Memory per session is what the sessions added`() throws {
    let idle = try figures(cpu: 1, memory: 1_000)
    let memory = MemoryReport(idle: idle, connected: try figures(cpu: 2, memory: 9_000), clients: 4)
    #expect(memory == .known(bytes: 9_000, perSession: 2_000))
    for bytes in [500, 1_000, 5_000] as [Double] {
      let reused = MemoryReport(idle: idle, connected: try figures(cpu: 2, memory: bytes), clients: 4)
      guard case .unknown(let reason) = reused else {
        Issue.record("no growth to speak of is not few bytes per session: \(reused)")
        continue
      }
      #expect(reason.contains("start it anew"))
    }
    #expect(MemoryReport(idle: .failure(.init(reason: "why")), connected: idle, clients: 4) == .unknown("why"))
  }
}
