import RouterCore

/// What a client asks for that comes back (contract §2, Resume).
package struct ResumeRequest: Sendable {
  package enum LastEvent: Sendable, Equatable {
    case none
    case number(EventNumber)
    /// No id of ours.
    case malformed

    init(_ text: String?) {
      guard let text, !text.isEmpty else {
        self = .none
        return
      }
      let digits = text.dropFirst("msg_".count)
      guard text.hasPrefix("msg_"), !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let value = UInt64(digits), value <= EventNumber.limit.value
      else {
        self = .malformed
        return
      }
      self = .number(EventNumber(value))
    }
  }

  /// Nil for what cannot be a session's name.
  let session: SessionID?
  let lastEvent: LastEvent
  /// Whether events are to carry ids; nil leaves it as it was.
  let withIDs: Bool?

  /// Of a client that names no session, only the last event that it has.
  init(after lastEvent: LastEvent) {
    session = nil
    self.lastEvent = lastEvent
    withIDs = nil
  }

  init(session: String, lastEvent: String?, withIDs: Bool? = nil) {
    self.session = SessionID(session)
    self.lastEvent = LastEvent(lastEvent)
    self.withIDs = withIDs
  }
}
