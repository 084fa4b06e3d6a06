import Crypto
import RouterCore

/// A token whose signature and claims are good. What depends on the moment and on who brings it is asked at every use.
struct VerifiedToken: Sendable {
  let principal: Principal
  /// The later of `nbf` and `iat`, less the allowed leeway.
  let starts: Timestamp
  /// The client's own fingerprint or its SHA-256 in hex; nil for tokens that are not bound to a client.
  let fingerprint: String?

  /// - Parameter fingerprint: what the client sent as its own.
  func principal(fingerprint: String?, at now: Timestamp) throws(TokenError) -> Principal {
    guard now < principal.expires else { throw .expired }
    guard now >= starts else { throw .notYetValid }
    guard isOf(fingerprint) else { throw .wrongFingerprint }
    return principal
  }

  private func isOf(_ client: String?) -> Bool {
    guard let fingerprint else { return true }
    guard let client else { return false }
    return client == fingerprint || Self.hexSHA256(client) == fingerprint.lowercased()
  }

  private static func hexSHA256(_ text: String) -> String {
    SHA256.hash(data: Array(text.utf8)).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }
}
