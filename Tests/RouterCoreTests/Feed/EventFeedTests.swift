import TestSupport
import Testing

@testable import RouterCore

struct EventFeedTests {
  @Test func `a reader whose place lies before numbers that a crash skipped sleeps until something new comes`()
    async throws
  {
    let log = LocalLog(
      config: LogConfig(), time: VirtualTime(), stored: StoredLog(epoch: "test", head: EventNumber(10_000)))
    let feed = EventFeed(log)
    let read = Watched<[EventNumber]>([])
    let reader = Running {
      let entries = try? await feed.entries(after: EventNumber(12))
      read.change { $0 = entries?.map(\.number) ?? [] }
    }
    for _ in 0..<100 { await Task.yield() }
    #expect(try await feed.history(after: EventNumber(12)).isEmpty)
    _ = try await log.append(LogSubmission(events: [.sample()], origin: .ingest), whenFull: .wait)
    #expect(await read.wait { !$0.isEmpty } == [EventNumber(10_001)])
    #expect(await reader.stop())
  }
}
