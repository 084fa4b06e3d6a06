import RouterCore

/// What is remembered of a session that has no connection.
struct ResumableSession: Sendable {
  /// How far its events were written to its last connection.
  enum Written: Sendable, Equatable {
    case through(JournalMark)
    /// The server ended without a goodbye. Something may be missing behind `since`, nothing behind the mark: that was the
    /// journal's end.
    case unknown(since: EventNumber, through: JournalMark)

    var mark: JournalMark {
      switch self {
      case .through(let mark), .unknown(_, let mark): mark
      }
    }
  }

  let id: SessionID
  let subject: String
  /// The log's, when it was written down.
  let epoch: String
  var options: SessionOptions
  var subscriptions: SubscriptionSet
  var history = SubscriptionHistory()
  /// The last event that was written.
  var lastEvent: EventNumber?
  var written: Written
  /// Types that it was subscribed to and that this deployment does not have any more.
  var missingTypes: [String] = []
}
