import RouterCore

/// What became of one agent's lines and lives.
struct ProcessCounters: Sendable {
  /// Lines that were neither an event of the agent nor an answer.
  let rejected = Counter()
  /// Events that nobody took any more when the router stopped.
  let lost = Counter()
  /// Lives that began by the restart policy.
  let restarts = Counter()
}
