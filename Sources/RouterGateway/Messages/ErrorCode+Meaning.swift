extension ErrorCode {
  /// For the documentation.
  package var meaning: String {
    switch self {
    case .authenticationFailed: "the token is missing, invalid or has expired"
    case .rateLimitExceeded: "a limit is reached; `limit_type` says which, `retry_after` when to come back"
    case .invalidMessageFormat: "the message is no JSON object of a known type, or a field of it is wrong"
    case .invalidEventType: "there is no event type of this name; `supported_events` lists those that there are"
    case .unsupportedEventType: "the event type is switched off in this deployment"
    case .agentNotFound: "there is no such agent"
    case .permissionDenied: "the token's permissions do not cover this"
    case .connectionLimitExceeded: "too many connections of this user or from this address"
    case .invalidCommand: "there is no such command, or a parameter of it is wrong"
    case .invalidState: "the agent's state does not allow the command"
    case .timeout: "the agent did not answer in time"
    }
  }
}
