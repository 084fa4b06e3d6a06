import NIOCore
import RouterCore

/// All sessions: the outlet behind the built-in sink `clients`.
package final class ShardSet: Outlet {
  let shards: [Shard]
  private let byLoop: [ObjectIdentifier: Shard]
  private let counters: GatewayCounters
  private let time: any TimeSource

  /// - Parameter start: where the journal stands.
  init(group: any EventLoopGroup, context: SessionContext, start: JournalMark) {
    let loops = Array(group.makeIterator())
    shards = loops.map { Shard(loop: $0, context: context, start: start, shards: loops.count) }
    byLoop = Dictionary(uniqueKeysWithValues: shards.map { (ObjectIdentifier($0.loop), $0) })
    counters = context.counters
    time = context.settings.time
  }

  /// - Parameter loop: of a channel of this gateway, so one of the group that the shards were made for.
  func shard(on loop: any EventLoop) -> Shard {
    guard let shard = byLoop[ObjectIdentifier(loop)] else { preconditionFailure("the loop is of another group") }
    return shard
  }

  // MARK: Events

  package func offer(_ deliveries: [Delivery], upTo position: JournalPosition) async {
    counters.offered.add(deliveries.count)
    var burst: [Delivery] = []
    var bytes = 0
    for delivery in deliveries {
      if !burst.isEmpty, !Burst.mayHold(burst.count + 1, bytes + delivery.event.cost) {
        await post(burst, upTo: position, isLast: false)
        (burst, bytes) = ([], 0)
      }
      burst.append(delivery)
      bytes += delivery.event.cost
    }
    if !burst.isEmpty { await post(burst, upTo: position, isLast: true) }
  }

  private func post(_ deliveries: [Delivery], upTo position: JournalPosition, isLast: Bool) async {
    // One report more than shards: this function's own, so that the burst is not complete while shards are still asked.
    let burst = Burst(
      deliveries, upTo: position, isLast: isLast, reports: shards.count + 1, counters: counters)
    for shard in shards where !shard.post(burst) { burst.report(EventMask()) }
    burst.report(EventMask())
    for shard in shards where shard.inbox.isFull { await shard.inbox.waitForRoom() }
  }

  /// Of the loop that is furthest behind: what waits for it, as a share of the bound.
  var inboxUse: Double { shards.map(\.inbox.use).max() ?? 0 }

  // MARK: Sessions

  /// Runs on every loop; returns when all have done it.
  func onEveryLoop(_ work: @escaping @Sendable (Shard) -> Void) async {
    for shard in shards {
      // A loop that refuses has shut down and has no sessions.
      try? await shard.loop.submit { work(shard) }.get()
    }
  }

  /// Says goodbye to all sessions: warns all at once, each with its own moment to come back, then closes them at an even
  /// pace within half of the window. Returns when they have gone, or when the task is cancelled.
  func drainSessions(over window: Duration) async {
    // Not before what the router has handed over is delivered: loops work in order.
    await onEveryLoop { $0.warnOfDrain(over: window) }
    var rest = true
    while rest, !Task.isCancelled {
      rest = false
      for shard in shards {
        let hasMore = try? await shard.loop.submit { shard.closeSomeDraining(within: window / 2) }.get()
        rest = rest || hasMore == true
      }
      if rest { try? await time.sleep(for: Shard.drainPause) }
    }
    await waitForEnd()
  }

  private func waitForEnd() async {
    guard let loop = shards.first?.loop else { return }
    let ends = shards.map { shard in shard.loop.flatSubmit { shard.sessionsEnd } }
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
