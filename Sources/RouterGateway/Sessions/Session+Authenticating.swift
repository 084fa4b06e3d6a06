import RouterCore

/// Sessions that begin before the client has said who it is (contract §3, auth).
extension Session {
  /// How it is known whom the session is with.
  package enum Identity: Sendable, Equatable {
    /// By a token.
    case proven
    /// Not at all, which is enough for some things.
    case anonymous
    /// The client has until then to say so; before that nothing is done for it.
    case awaited(until: Timestamp)
  }

  mutating func authenticate(_ token: String) -> [SessionAction] {
    requests += 1
    return [.authenticate(token)]
  }

  /// A token has been looked at. The first identity stays: what comes later must be the same user's.
  mutating func authenticated(_ result: Result<Principal, AdmissionRefusal>) -> [SessionAction] {
    requests -= 1
    switch result {
    case .failure(let refusal): return refuse(refusal)
    case .success(let next) where identity == .proven && next.subject != principal.subject:
      return [.send(authenticationFailed("the token belongs to somebody else"))]
    case .success(let next):
      identity = .proven
      return change(to: next, .authenticated(id, next.access))
    }
  }

  private func refuse(_ refusal: AdmissionRefusal) -> [SessionAction] {
    switch refusal {
    // Not the client's fault: it may try again.
    case .token(.keysUnavailable), .token(.awaitsKeys):
      [.send(.requestFailed(.failed(reason: "\(TokenError.keysUnavailable)", retryAfter: .seconds(5))))]
    case .token(let error) where identity == .proven: [.send(authenticationFailed("\(error)"))]
    case .token(let error):
      [
        .send(.connectionError(.authenticationFailed, text: "\(error)", closeCode: .policy, retryAfter: nil)),
        .close(.policy, reason: "authentication failed"),
      ]
    case .limit(let limit):
      [
        .send(
          .connectionError(
            limit.code, text: limit.words, closeCode: .tryAgainLater, retryAfter: limit.retryAfter, limit: limit.report)
        ),
        .close(.tryAgainLater, reason: "too many connections"),
      ]
    }
  }

  private func authenticationFailed(_ text: String) -> Answer {
    .connectionError(
      .authenticationFailed, text: text + "; the identity from before stays", closeCode: nil, retryAfter: nil)
  }

  /// Whether a message is for somebody only of whom it is known who it is.
  func needsIdentity(_ message: ClientMessage) -> Bool {
    guard case .awaited = identity else { return false }
    switch message {
    case .authenticate, .disconnect, .invalid: return false
    default: return true
    }
  }
}
