import NIOCore
import RouterCore

/// All sessions: the outlet behind the built-in sink `clients`.
package final class ShardSet: Outlet {
  let shards: [Shard]
  private let byLoop: [ObjectIdentifier: Shard]
  private let counters: GatewayCounters

  package init(group: any EventLoopGroup, counters: GatewayCounters) {
    shards = group.makeIterator().map { Shard(loop: $0, counters: counters) }
    byLoop = Dictionary(uniqueKeysWithValues: shards.map { (ObjectIdentifier($0.loop), $0) })
    self.counters = counters
  }

  /// The shard of a channel's loop.
  func shard(on loop: any EventLoop) -> Shard? { byLoop[ObjectIdentifier(loop)] }

  package func offer(_ deliveries: [Delivery]) async {
    counters.offered.add(deliveries.count)
    // One report more than shards: this function's own, so that the tally cannot complete while shards are still asked.
    let tally = BurstTally(events: deliveries.count, shards: shards.count + 1, counters: counters)
    for shard in shards where !shard.post(deliveries, tally) { tally.report([]) }
    tally.report([])
    for shard in shards { await shard.waitForRoom() }
  }

  /// Runs on every loop; returns when all have done it.
  func onEveryLoop(_ work: @escaping @Sendable (Shard) -> Void) async {
    for shard in shards {
      // A loop that refuses has shut down and has no sessions.
      try? await shard.loop.submit { work(shard) }.get()
    }
  }

  /// Says goodbye to all sessions; returns when they have gone, or when the task is cancelled.
  func drainSessions(over window: Duration) async {
    guard let loop = shards.first?.loop else { return }
    // Not before what the router has handed over is delivered: loops work in order.
    let ends = shards.map { shard in shard.loop.flatSubmit { shard.drainSessions(over: window) } }
    let end = loop.makePromise(of: Void.self)
    EventLoopFuture.andAllComplete(ends, on: loop).cascade(to: end)
    // Only loops that have shut down fail, and they have no sessions.
    await withTaskCancellationHandler {
      try? await end.futureResult.get()
    } onCancel: {
      end.succeed()
    }
  }
}
