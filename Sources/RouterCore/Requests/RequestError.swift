/// Why a request is not answered as the client wishes: what an ERROR of the legacy API says. The words go to the client.
package struct RequestError: Error, Sendable {
  /// Such as `VALIDATION_ERROR`.
  package let code: String
  package let message: String
  /// An object, such as `{"field":"client_id","error":"Client not found"}`.
  package let details: JSONDocument?

  /// As it came from somebody else.
  package init(code: String, message: String, details: JSONDocument?) {
    self.code = code
    self.message = message
    self.details = details
  }

  private init(_ code: String, _ message: String, _ write: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    writer.beginObject()
    write(&writer)
    writer.endObject()
    self.init(code: code, message: message, details: try? JSONDocument(parsing: writer.finish()))
  }
}

extension RequestError {
  package static let validation = "VALIDATION_ERROR"
  package static let processing = "PROCESSING_ERROR"

  /// A field of the request is wrong.
  package static func invalid(_ message: String = "Invalid request", field: String, error: String) -> RequestError {
    RequestError(validation, message) { details in
      details.member("field", field)
      details.member("error", error)
    }
  }

  /// It could not be done.
  /// - Parameter retryAfter: when another attempt makes sense; nil if none does.
  package static func failed(
    _ message: String = "Failed to process request", reason: String, retryAfter: Duration? = nil
  ) -> RequestError {
    RequestError(processing, message) { details in
      details.member("reason", reason)
      if let retryAfter { details.member("retryAfter", retryAfter.wholeMilliseconds) }
    }
  }

  /// Whoever would answer is not there.
  /// - Parameter target: such as `analysis-agent`.
  package static func unavailable(_ target: String, retryAfter: Duration = .seconds(5)) -> RequestError {
    failed(reason: "\(RequestTarget.phrase(target)) unavailable", retryAfter: retryAfter)
  }

  /// Too many requests.
  package static func overRate(limit: Int, retryAfter: Duration) -> RequestError {
    RequestError("RATE_LIMIT_EXCEEDED", "Too many requests") { details in
      details.member("retryAfter", retryAfter.wholeMilliseconds)
      details.member("limit", limit)
      details.member("remaining", 0)
    }
  }

  /// - Parameter reason: why, when the permission that is needed is there.
  package static func denied(_ action: String, needs access: RequestAccess, reason: String? = nil) -> RequestError {
    RequestError("PERMISSION_DENIED", "Permission denied") { details in
      details.member("action", action)
      details.member("required", access.rawValue)
      if let reason { details.member("reason", reason) }
    }
  }

  package static func unknownAction(_ action: String, of target: String) -> RequestError {
    RequestError("UNKNOWN_ACTION", "Unknown action") { details in
      details.member("action", action)
      details.member("target", target)
    }
  }
}

extension Duration {
  fileprivate var wholeMilliseconds: Int { Int(clamping: wholeMicroseconds / 1000) }
}
