import RouterCore

/// A session at one moment, for questions about it.
struct SessionSnapshot: Sendable {
  enum State: Sendable, Equatable {
    /// - behind: events that wait for its socket.
    case connected(behind: Int)
    case disconnected
  }

  let session: ResumableSession
  /// Of the present connection; nil without one.
  let principal: Principal?
  let state: State
  /// Metrics that were put together for it, by the numbers between which they lay; nil when none were.
  let conflated: ClosedRange<EventNumber>?
}
