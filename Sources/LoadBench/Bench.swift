import NIOCore
import NIOPosix

/// A load test of a running server.
package struct Bench: Sendable {
  private let options: BenchOptions

  package init(_ options: BenchOptions) { self.options = options }

  /// - Throws: `BenchFailure` when there is nothing to report. Events that were lost are reported, not thrown.
  package func run() async throws -> BenchReport {
    try OpenFileLimit.raise(for: options.clients)
    let server = try Transport(to: options.server, trusting: options.certificates)
    return try await withLoops(options.threads) { clients in
      try await withLoops(1) { publisher in
        try await BenchRun(options, server: server, clients: clients, publisher: publisher.any()).report()
      }
    }
  }

  private func withLoops<Result: Sendable>(
    _ count: Int, _ body: (MultiThreadedEventLoopGroup) async throws -> Result
  ) async throws -> Result {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: count)
    do {
      let result = try await body(group)
      try await group.shutdownGracefully()
      return result
    } catch {
      try? await group.shutdownGracefully()
      throw error
    }
  }
}
