import Synchronization

/// A figure that the dashboards of legacy clients show, such as `activeClients`.
package struct DashboardFigure: Sendable, Equatable {
  /// As legacy clients know it, such as `activeClients`.
  package let name: String
  package let count: Int
  /// What has been added within the timeframe, or taken away.
  package let trend: Int

  package init(_ name: String, count: Int, trend: Int) { (self.name, self.count, self.trend) = (name, count, trend) }
}

/// How a figure has developed.
package struct DashboardSeries: Sendable, Equatable {
  package struct Point: Sendable, Equatable {
    /// The end of the step that it stands for.
    package let time: Timestamp
    package let count: Int

    package init(time: Timestamp, count: Int) { (self.time, self.count) = (time, count) }
  }

  package let name: String
  package let points: [Point]

  package init(_ name: String, points: [Point]) { (self.name, self.points) = (name, points) }
}

/// A source that has figures for dashboards. The engine finds it.
package protocol DashboardProvider: Sendable {
  /// - Parameter start: of the timeframe; it ends now.
  func dashboardFigures(since start: Timestamp) async throws -> [DashboardFigure]
  /// - Parameter times: the ends of the steps, ascending.
  func dashboardSeries(at times: [Timestamp]) async throws -> [DashboardSeries]
}

/// Where those who have figures and those who show them meet.
package final class Dashboard: Sendable {
  private struct State {
    var providers: [any DashboardProvider] = []
    var next = 0
    var watchers: [Int: AsyncStream<Void>.Continuation] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  /// Puts those among the sources in place of the earlier ones.
  package func use(_ sources: [any Source]) {
    let providers = sources.compactMap { $0 as? any DashboardProvider }
    state.withLock { $0.providers = providers }
  }

  /// A provider's figures may have changed.
  package func noteChange() {
    let watchers = state.withLock { Array($0.watchers.values) }
    for watcher in watchers { watcher.yield() }
  }

  /// An element whenever figures may have changed since the last one was taken; the first comes at once.
  package func changes() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    continuation.yield()
    let number = state.withLock { state in
      state.next += 1
      state.watchers[state.next] = continuation
      return state.next
    }
    continuation.onTermination = { [weak self] _ in
      _ = self?.state.withLock { $0.watchers.removeValue(forKey: number) }
    }
    return stream
  }

  /// Of all providers, in the config's order.
  package func figures(since start: Timestamp) async throws -> [DashboardFigure] {
    var figures: [DashboardFigure] = []
    for provider in state.withLock({ $0.providers }) { figures += try await provider.dashboardFigures(since: start) }
    return figures
  }

  /// Of all providers, in the config's order.
  package func series(at times: [Timestamp]) async throws -> [DashboardSeries] {
    var series: [DashboardSeries] = []
    for provider in state.withLock({ $0.providers }) { series += try await provider.dashboardSeries(at: times) }
    return series
  }
}
