import RouterCore
import Synchronization

/// How much principals publish and ask by HTTP: shared by all their connections, and by HTTP and WebSocket.
final class PrincipalRates: Sendable {
  private struct State {
    var events = SubjectWindows(window: .seconds(1))
    var requests = SubjectWindows(window: .seconds(60))
  }

  private let limits: SessionLimits
  private let time: any TimeSource
  private let state = Mutex(State())

  init(_ limits: SessionLimits, time: any TimeSource) {
    self.limits = limits
    self.time = time
  }

  /// Events that are about to be published, all or none of them. They count whether they are accepted or not, and not when
  /// they are over the rate.
  func publish(_ count: Int, by principal: Principal) throws(PublishRefusal) {
    let limit = limits.publishRate
    guard limit < .max else { return }
    guard count <= limit else {
      throw PublishRefusal(
        reason: .tooMany, text: "\(count) events at once are more than the \(limit) that may be published in a second")
    }
    do throws(SubjectWindows.Refusal) {
      let now = time.now()
      try state.withLock { state throws(SubjectWindows.Refusal) in
        try state.events.take(count, of: limit, by: principal.subject, at: now)
      }
    } catch {
      throw PublishRefusal(
        reason: .overRate(LimitReport(kind: .publishRate, limit: limit, current: error.used)),
        text: "at most \(limit) events are published in a second, and \(error.used) have been",
        retryAfter: error.wait)
    }
  }

  /// One HTTP request.
  func request(by principal: Principal) throws(RequestRateExceeded) {
    let limit = limits.requestRate
    guard limit < .max else { return }
    do throws(SubjectWindows.Refusal) {
      let now = time.now()
      try state.withLock { state throws(SubjectWindows.Refusal) in
        try state.requests.take(1, of: limit, by: principal.subject, at: now)
      }
    } catch {
      throw RequestRateExceeded(limit: limit, retryAfter: error.wait)
    }
  }
}

/// A principal has sent as many HTTP requests as it may within a minute.
struct RequestRateExceeded: Error {
  let limit: Int
  let retryAfter: Duration
}
