import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import RouterCore

/// Opens listeners: all or none.
struct ListenerSet: Sendable {
  private let listeners: [Listener]
  private let credentials: [WatchedCredentials]
  private let grace: TimeAmount

  var places: [ListenPlace] { listeners.map(\.place) }

  /// What one listener is to be.
  struct Plan: Sendable {
    let address: ListenAddress
    let party: ConnectionLimit.Party
    let channels: GatewayChannel
  }

  init(
    _ plans: [Plan], within connections: ConnectionLimit, on group: any EventLoopGroup, grace: Duration, logger: Logger
  ) async throws(ListenError) {
    var opened: [Listener] = []
    do throws(ListenError) {
      for plan in plans {
        opened.append(
          try await Listener(
            plan.address, for: plan.party, within: connections, on: group, plan.channels, logger: logger))
      }
    } catch {
      for listener in opened { await listener.close() }
      throw error
    }
    listeners = opened
    credentials = plans.compactMap(\.channels.tls)
    self.grace = max(grace, .seconds(1)).timeAmount
  }

  /// Serves until the task is cancelled.
  /// - Throws: when a listener has closed by itself.
  func run() async throws {
    try await withThrowingDiscardingTaskGroup { group in
      for listener in listeners { group.addTask { try await listener.run(grace: grace) } }
      for credentials in credentials { group.addTask { await credentials.watch() } }
    }
  }
}
