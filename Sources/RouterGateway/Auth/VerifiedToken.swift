import RouterCore

/// A token whose signature and claims are good. What depends on the moment and on who brings it is asked at every use.
struct VerifiedToken: Sendable {
  /// The keys of a key set as they were.
  struct KeySetVersion: Sendable, Equatable {
    let set: Int
    let version: Int
  }

  let principal: Principal
  /// The later of `nbf` and `iat`, less the allowed leeway.
  let starts: Timestamp
  /// Nil for tokens that are not bound to a client.
  let fingerprint: Fingerprint?
  /// Where the key is from; nil for a key of the config.
  let origin: KeySetVersion?

  /// - Parameter fingerprint: what the client sent as its own.
  func principal(fingerprint: String?, at now: Timestamp) throws(TokenError) -> Principal {
    guard now < principal.expires else { throw .expired }
    guard now >= starts else { throw .notYetValid }
    guard self.fingerprint?.matches(fingerprint) ?? true else { throw .wrongFingerprint }
    return principal
  }
}
