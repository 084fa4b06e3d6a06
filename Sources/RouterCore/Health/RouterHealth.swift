/// How the router's own parts are at one moment. Figures only: whether that is good or bad is for others to say. Without words of
/// what went wrong, which may name hosts and files that are nobody's business.
package struct RouterHealth: Sendable, Equatable {
  package var log = LogHealth()
  /// By name.
  package var sinks: [String: SinkHealth] = [:]
  package var sources: [String: SourceHealth] = [:]
  /// Nil before it serves.
  package var gateway: GatewayHealth?

  package init() {}
}

package struct LogHealth: Sendable, Equatable {
  package var isWritable = true
  /// At the hard limit, and a sink that is behind forbids to remove anything: nothing more is accepted.
  package var isFull = false
  /// What is accepted and not yet routed, as a share of the bound.
  package var queueUse = 0.0
  /// What is retained, as a share of the hard limit; 0 in memory, where there is none.
  package var retentionUse = 0.0
  /// Of the disk that the log is on; nil in memory, or when it is not known.
  package var disk: DiskRoom?

  package init() {}
}

package struct SinkHealth: Sendable, Equatable {
  /// It failed and is tried again.
  package var isFailing = false
  /// It wants nothing more until the next start.
  package var isStopped = false
  /// What waits in memory, as a share of the bound; 0 for a durable sink, whose events wait in the log.
  package var queueUse = 0.0
  /// Events that it will not get: dropped by its queue's bound, or gone from the log before it got to them.
  package var lost: UInt64 = 0
  package var deadLettered: UInt64 = 0

  package init() {}
}

package struct SourceHealth: Sendable, Equatable {
  /// It failed and waits to be started again.
  package var isFailing = false
  package var restarts: UInt64 = 0

  package init() {}
}

package struct GatewayHealth: Sendable, Equatable {
  /// Listeners that accept nothing at present, because connections or descriptors are used up.
  package var pausedListeners = 0
  /// Open connections, as a share of those that there may be.
  package var connectionUse = 0.0
  /// What waits for the event loop that is furthest behind, as a share of the bound at which the router waits for it.
  package var inboxUse = 0.0
  package var sessions = 0
  /// Sessions whose clients do not read what is sent.
  package var sessionsBehind = 0

  package init() {}
}

/// What is left on a disk, in bytes.
package struct DiskRoom: Sendable, Equatable {
  package let free: UInt64
  package let total: UInt64

  package init(free: UInt64, total: UInt64) {
    self.free = free
    self.total = total
  }
}
