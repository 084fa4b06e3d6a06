/// Why a client's bytes are not RFC 6455, or more than it may send. The connection has to be closed with this.
struct FrameViolation: Error, Equatable {
  let code: CloseCode
  /// For the close frame.
  let reason: String

  init(_ code: CloseCode, _ reason: String) {
    self.code = code
    self.reason = reason
  }
}
