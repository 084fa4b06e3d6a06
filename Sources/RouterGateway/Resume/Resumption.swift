import NIOCore
import RouterCore

/// A connection's way to the session that its client wants back.
final class Resumption {
  /// What the client of a session without a name gets to hear.
  struct Reconnecting {
    /// As the client calls what it wants.
    let events: [String]
    let tag: RequestTag?
  }

  let request: ResumeRequest
  /// Nil for a client that names its session, or an event stream.
  let reconnecting: Reconnecting?
  /// Behind which event the replay begins.
  private(set) var lastEvent: ResumeRequest.LastEvent
  /// What is left out, since it would be too much.
  private(set) var shortened: ResumeGap?
  /// Completes when the session has been given up by whoever had it.
  var claim: EventLoopFuture<ResumableSession?>?
  /// The session, as it was.
  var kept: ResumableSession?
  /// What the client must be told besides.
  var refusals: [SessionAction] = []
  var start: ResumeStart?
  var replay: Replay?
  var isWelcome = false
  /// Another connection wants the session and gets it as soon as it is there.
  var isHandedOver = false
  /// Times that the router was not as far as the client's last event.
  var attempts = 0

  init(_ request: ResumeRequest, _ reconnecting: Reconnecting? = nil) {
    self.request = request
    self.reconnecting = reconnecting
    lastEvent = request.lastEvent
  }

  /// Takes only the newest events if the client's last one has expired.
  /// - Parameter count: how many.
  /// - Returns: whether another place has to be found.
  func shorten(_ point: ResumePoint, after number: EventNumber, to count: Int, _ status: LogStatus) -> Bool {
    guard shortened == nil, let gap = point.gap, case .expired = gap.reason, let count = UInt64(exactly: count),
      status.head.value > count, gap.to.value < status.head.value - count
    else { return false }
    let last = EventNumber(status.head.value - count)
    shortened = ResumeGap(.expired, from: gap.from, to: last)
    lastEvent = .number(last)
    return true
  }
}

extension Resumption.Reconnecting {
  /// - Parameter lastEvent: everything behind it comes.
  func answer(_ session: Session, _ report: ResumeReport, behind lastEvent: EventNumber) -> Reconnection {
    Reconnection(session: session.id, events: events, report: report, lastEvent: lastEvent)
  }
}
