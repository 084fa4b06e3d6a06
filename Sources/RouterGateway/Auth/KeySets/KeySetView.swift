import RouterCore

/// A key set as it is at one moment.
struct KeySetView: Sendable {
  /// Where it stands in `auth.jwks`.
  let index: Int
  /// If set, its keys are for tokens of this issuer only.
  let issuer: String?
  /// None when there are none, or none that are still in force.
  let keys: [VerificationKey]
  /// Another one for other keys; nil when none are in force.
  let version: Int?
  /// Whether another fetch may begin, or one is under way.
  let mayRefresh: Bool

  /// Whether it might have a key for a token that no key in force has signed.
  /// - Parameters:
  ///   - kid: the key that the token names, if no key of that name is known.
  ///   - issuer: of the token, not verified.
  func mightHelp(unknownKid kid: String?, issuer: String?) -> Bool {
    if let own = self.issuer, own != issuer { return false }
    return version == nil || kid != nil
  }
}
