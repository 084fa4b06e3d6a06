import TestSupport
import Testing

@testable import RouterCore

/// Who is refused, and who is heard, while the storage cannot be written.
@Suite(.timeLimit(.minutes(1))) struct UnwritableLogTests {
  /// A log that has numbers in reserve and fails from now on.
  private static func failing(_ mode: LogConfig.WhenUnwritable) async throws -> StoredLogBench {
    let bench = try await StoredLogBench(config: StoredLogBench.config { $0.whenUnwritable = mode })
    try await bench.append(1)
    bench.storage.failNextCommits(.max)
    return bench
  }

  private static func append(_ origin: Origin, to bench: StoredLogBench) async -> Bool {
    let answer = Watched<Bool?>(nil)
    let appending = Task {
      let receipt = try? await bench.log.append([.sample()], from: origin, whenFull: .refuse)
      answer.change { $0 = receipt != nil }
    }
    while answer.value == nil, !Task.isCancelled { await bench.recover() }
    await appending.value
    return answer.value == true
  }

  @Test(arguments: [(.hold, false), (.pass, true)] as [(LogConfig.WhenUnwritable, Bool)])
  func `a source that does not wait is heard if events are passed, a publisher never is`(
    _ mode: LogConfig.WhenUnwritable, _ isHeard: Bool
  ) async throws {
    let bench = try await Self.failing(mode)
    // The first finds the trouble, the others know of it.
    for _ in 0..<3 {
      #expect(await Self.append(.source("router"), to: bench) == isHeard)
      #expect(await !Self.append(.ingest, to: bench))
    }
    #expect(bench.log.retained(after: .zero, limit: 10).count == (isHeard ? 4 : 1))
    #expect(bench.storage.disk.entries.count == 1)
  }
}
