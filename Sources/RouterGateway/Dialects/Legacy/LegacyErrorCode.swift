import RouterCore

/// The codes of an ERROR in the legacy dialect (contract §3, errors). What is forwarded from elsewhere may have others.
package enum LegacyErrorCode: String, Sendable, CaseIterable {
  case validation = "VALIDATION_ERROR"
  case processing = "PROCESSING_ERROR"
  case rateLimitExceeded = "RATE_LIMIT_EXCEEDED"
  case authenticationRequired = "AUTHENTICATION_REQUIRED"
  case authenticationFailed = "AUTHENTICATION_FAILED"
  case permissionDenied = "PERMISSION_DENIED"
  case unknownAction = "UNKNOWN_ACTION"

  /// What an error of the sessions is in this dialect.
  init(_ code: ErrorCode) {
    switch code {
    case .authenticationFailed: self = .authenticationFailed
    case .rateLimitExceeded, .connectionLimitExceeded: self = .rateLimitExceeded
    case .invalidMessageFormat, .invalidEventType, .unsupportedEventType: self = .validation
    case .permissionDenied: self = .permissionDenied
    // Of agents' commands, which are requests here.
    case .agentNotFound, .invalidCommand, .invalidState, .timeout: self = .processing
    }
  }

  /// For people; the documents' words where they have some.
  var message: String {
    switch self {
    case .validation: "Invalid request"
    case .processing: "Failed to process request"
    case .rateLimitExceeded: "Too many requests"
    case .authenticationRequired: "Authentication required"
    case .authenticationFailed: "Authentication failed"
    case .permissionDenied: "Permission denied"
    case .unknownAction: "Unknown action"
    }
  }
}
