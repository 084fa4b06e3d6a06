/// Why a token is refused. The words go to the client and the log; they never contain the token.
package enum TokenError: Error, Equatable {
  case missing
  case conflicting
  case malformed(String)
  case unknownKey
  case badSignature
  case expired
  case notYetValid
  case wrongIssuer
  case wrongAudience
  case badClaim(String)
  case differentSubjects
  case wrongFingerprint
  /// Not a refusal yet: the keys may come with a fetch that is under way or may begin (`TokenCache.awaitKeys`).
  case awaitsKeys
  /// Nothing is wrong with the token as far as one can say without the keys: come back later.
  case keysUnavailable
}

extension TokenError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing: "no token: send it as ?token=, as Authorization: Bearer or as subprotocol 'bearer, <token>'"
    case .conflicting: "two different tokens were sent"
    case .malformed(let what): "the token is malformed: \(what)"
    case .unknownKey: "the token is signed with an algorithm or a key that is not configured here"
    case .badSignature: "the token's signature is wrong"
    case .expired: "the token has expired"
    case .notYetValid: "the token is not valid yet"
    case .wrongIssuer: "the token comes from another issuer"
    case .wrongAudience: "the token is meant for another audience"
    case .badClaim(let name): "the token's claim '\(name)' is missing or of the wrong kind"
    case .differentSubjects: "the token's claims 'sub' and 'user_id' name different subjects"
    case .wrongFingerprint: "the token belongs to another client (fingerprint)"
    case .awaitsKeys, .keysUnavailable: "the keys of the token's issuer cannot be had at the moment: try again later"
    }
  }
}
