/// Why somebody is not let in.
package enum AdmissionRefusal: Error {
  case token(TokenError)
  case limit(ConnectionPools.Refusal)
}

extension ConnectionPools.Refusal {
  var code: ErrorCode {
    switch self {
    case .told(let code, _, _): code
    case .barred: .rateLimitExceeded
    }
  }

  var words: String {
    switch self {
    case .barred: "more than twice as many attempts to connect as are allowed in a minute"
    case .told(_, let limit, _):
      switch limit.kind {
      case .connectionRate: "more than \(limit.limit) attempts to connect within a minute"
      case .connectionsPerAddress: "more than \(limit.limit) connections from this address"
      default: "more than \(limit.limit) connections of this user"
      }
    }
  }

  var retryAfter: Duration {
    switch self {
    case .told(_, _, let retryAfter), .barred(let retryAfter): retryAfter
    }
  }

  var report: LimitReport? {
    if case .told(_, let limit, _) = self { limit } else { nil }
  }
}
