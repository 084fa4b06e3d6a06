import NIOCore
import RouterCore

/// A connection's way to the session that its client wants back.
final class Resumption {
  let request: ResumeRequest
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

  init(_ request: ResumeRequest) { self.request = request }
}
