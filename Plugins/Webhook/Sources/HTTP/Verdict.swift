/// What an attempt to send means for its events.
enum Verdict: Sendable, Equatable {
  case accepted
  /// - after: what the server asked for.
  /// - isOutage: the server does not work, as opposed to not wanting now.
  case retry(reason: String, after: Duration? = nil, isOutage: Bool)
  /// Never to be accepted.
  case rejected(reason: String)
  /// The request as a whole is refused; if it carries several events, some of them may be accepted in another.
  case unfit(reason: String)
  /// The endpoint wants nothing more.
  case gone(reason: String)
  /// The sink was stopped meanwhile.
  case interrupted

  /// What the breaker learns from it.
  var outcome: CircuitBreaker.Outcome {
    switch self {
    case .accepted, .rejected, .unfit, .gone: .success
    case .retry(_, _, let isOutage): isOutage ? .failure : .success
    case .interrupted: .unknown
    }
  }
}

extension Verdict {
  /// What an answer means (RFC 9110 §15, Standard Webhooks "Operational considerations").
  /// - Parameter retryAfter: the header, read.
  init(status: Int, retryAfter: Duration?) {
    let answer = "the server answers \(status)"
    self =
      switch status {
      case 200..<300: .accepted
      case 300..<400: .rejected(reason: "\(answer): redirects are not followed")
      case 408, 425, 429: .retry(reason: answer, after: retryAfter, isOutage: false)
      case 400, 413, 422: .unfit(reason: answer)
      case 410: .gone(reason: "\(answer): the endpoint is gone and wants nothing more")
      case 400..<500: .rejected(reason: answer)
      default: .retry(reason: answer, after: retryAfter, isOutage: true)
      }
  }
}
