import RouterCore

/// What an ERROR says: its payload.
struct LegacyError {
  let code: LegacyErrorCode
  let message: String
  /// Writes the members of `details`.
  let details: (inout JSONWriter) -> Void

  init(_ code: LegacyErrorCode, _ message: String? = nil, _ details: @escaping (inout JSONWriter) -> Void) {
    self.code = code
    self.message = message ?? code.message
    self.details = details
  }

  /// - Parameter field: the field that is wrong, as the client would look for it.
  static func validation(field: String, _ text: String, supported: [String]? = nil) -> LegacyError {
    LegacyError(.validation) { details in
      details.member("field", field)
      details.member("error", text)
      if let supported { details.member("supported", supported) }
    }
  }

  /// - Parameter limit: nil where no number can be named.
  static func rateLimit(_ text: String, _ limit: LimitReport?, retryAfter: Duration?) -> LegacyError {
    // The documents' words for the documents' limit; what another one is must be said.
    let message = limit?.kind == .messages ? nil : text
    return LegacyError(.rateLimitExceeded, message) { details in
      // What waiting does not change is written like the documented limit, so that clients which read the number get one.
      details.member("retryAfter", (retryAfter ?? .seconds(60)).milliseconds)
      guard let limit else { return }
      details.member("limit", limit.limit)
      details.member("remaining", max(0, limit.limit - limit.current))
    }
  }

  init(_ error: SubscriptionError) {
    switch LegacyErrorCode(error.code) {
    case .rateLimitExceeded: self = .rateLimit(error.text, error.limit, retryAfter: error.retryAfter)
    case .permissionDenied:
      self.init(.permissionDenied) { details in
        details.member("field", error.place.rawValue)
        details.member("error", error.text)
      }
    case .validation, .processing, .authenticationRequired, .authenticationFailed, .unknownAction:
      self = .validation(field: error.place.rawValue, error.text, supported: error.supportedEvents)
    }
  }

  /// What is said of a connection, or of a message that cannot be read.
  init(_ code: ErrorCode, _ text: String, _ limit: LimitReport?, retryAfter: Duration?) {
    switch LegacyErrorCode(code) {
    case .rateLimitExceeded: self = .rateLimit(text, limit, retryAfter: retryAfter)
    case .validation: self = .validation(field: "message", text)
    case .authenticationFailed: self = .authentication(.authenticationFailed, text, retryAfter: retryAfter)
    case .permissionDenied: self.init(.permissionDenied) { $0.member("error", text) }
    case .processing, .authenticationRequired, .unknownAction:
      self.init(.processing) { details in
        details.member("reason", text)
        if let retryAfter { details.member("retryAfter", retryAfter.milliseconds) }
      }
    }
  }

  static func authentication(
    _ code: LegacyErrorCode, _ text: String, retryAfter: Duration? = nil
  ) -> LegacyError {
    LegacyError(code) { details in
      details.member("error", text)
      if let retryAfter { details.member("retryAfter", retryAfter.milliseconds) }
    }
  }

  init(_ warning: DisconnectWarning) {
    self.init(.processing, "The connection will be closed") { details in
      details.member("reason", warning.reason)
      details.member("retryAfter", (warning.disconnectIn + warning.retryAfter).milliseconds)
      if let last = warning.lastEvent { details.member("lastMessageId", last.publicID) }
    }
  }
}

extension Duration {
  /// Rounded up: who comes back then does not come too early.
  fileprivate var milliseconds: Int {
    let (whole, rest) = wholeMicroseconds.quotientAndRemainder(dividingBy: 1000)
    return Int(whole + (rest > 0 ? 1 : 0))
  }
}
