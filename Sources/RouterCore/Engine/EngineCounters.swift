/// All counters of a running engine.
package struct EngineCounters: Sendable {
  package struct Source: Sendable, Equatable {
    package let accepted: UInt64
    package let rejected: UInt64
    package let restarts: UInt64
  }

  package let ledger: LedgerSnapshot
  package let routed: EventNumber
  package let log: LogStatus
  package let sources: [String: Source]
  package let sinks: [String: SinkCounters]
  /// What fails at this moment and is tried again.
  package let failingSources: Set<String>
  package let failingSinks: Set<String>

  /// 0, or somewhere an event was lost or doubled without a record.
  package var unaccounted: UInt64 {
    ledger.unaccounted + sinks.values.reduce(0) { $0 + $1.unaccounted }
  }
}

extension EngineCounters.Source {
  init(_ counters: SourceCounters) {
    self.init(
      accepted: counters.accepted.load(), rejected: counters.rejected.load(), restarts: counters.restarts.load())
  }
}
