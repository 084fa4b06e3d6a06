extension CloseCode {
  /// For the documentation.
  package var meaning: String {
    switch self {
    case .normal: "the client said goodbye: `disconnect`, or a close of its own"
    case .goingAway:
      "the server stops; `disconnect_warning` came before, with each client's own `retry_after`. Or the session goes on "
        + "with another connection"
    case .protocolError: "broken framing"
    case .invalidPayload: "text that is not UTF-8, or a compressed message that cannot be inflated"
    case .policy: "authentication only: the token is refused or has expired; get a new one"
    case .tooBig: "a message that is too big"
    case .internalError: "the server failed"
    case .tryAgainLater: "a limit, or a client that reads too slowly: come back later"
    }
  }
}
