import Crypto
import RouterCore
import Synchronization

/// Remembers verified tokens until they expire or the keys change, so that a token that comes again costs a digest and a
/// look instead of a signature and two JSON texts. Failures are not remembered: they would let anyone push good tokens out.
///
/// Tokens are known by their SHA-256 only. One lock for all threads: it is held for one look into a dictionary (some tens
/// of nanoseconds, once per handshake or request), never while a signature is checked, and HTTP requests do not run on
/// event loops, so a cache per loop would not do.
package final class TokenCache: Sendable {
  /// Longer tokens are verified every time, which bounds the memory: 8,192 tokens of at most 2 KiB, about 3 MB with
  /// tokens as they usually are.
  private static let maxBytes = 2048
  package static let standardCapacity = 8192

  /// The keys in force. A class, so that a verification that began under older keys is told apart.
  private final class Keys: Sendable {
    let verifier: TokenVerifier

    init(_ verifier: TokenVerifier) { self.verifier = verifier }
  }

  private struct State {
    var keys: Keys
    var tokens: ClockCache<SHA256Digest, VerifiedToken>
  }

  private let capacity: Int
  private let state: Mutex<State>

  package init(_ verifier: TokenVerifier, capacity: Int = TokenCache.standardCapacity) {
    self.capacity = capacity
    state = Mutex(State(keys: Keys(verifier), tokens: ClockCache(capacity: capacity)))
  }

  /// Tokens remembered.
  package var count: Int { state.withLock { $0.tokens.count } }

  /// What `TokenVerifier.principal(token:fingerprint:at:)` says.
  package func principal(
    token: String, fingerprint: String? = nil, at now: Timestamp
  ) throws(TokenError) -> Principal {
    guard token.utf8.count <= Self.maxBytes else {
      return try state.withLock { $0.keys }.verifier.principal(token: token, fingerprint: fingerprint, at: now)
    }
    let digest = Self.digest(of: token)
    let (known, keys) = state.withLock { ($0.tokens.value(for: digest), $0.keys) }
    let verified = if let known { known } else { try keys.verifier.verify(token) }
    do {
      let principal = try verified.principal(fingerprint: fingerprint, at: now)
      if known == nil { remember(verified, as: digest, under: keys) }
      return principal
    } catch {
      if error == .expired { state.withLock { $0.tokens.remove(digest) } }
      throw error
    }
  }

  /// Puts other keys in force, or another issuer, audience or table of roles: nothing that was verified before counts.
  package func use(_ verifier: TokenVerifier) {
    state.withLock { $0 = State(keys: Keys(verifier), tokens: ClockCache(capacity: capacity)) }
  }

  private func remember(_ token: VerifiedToken, as digest: SHA256Digest, under keys: Keys) {
    state.withLock { state in
      guard state.keys === keys else { return }
      state.tokens.insert(token, for: digest)
    }
  }

  private static func digest(of token: String) -> SHA256Digest {
    var hash = SHA256()
    var token = token
    token.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
    return hash.finalize()
  }
}
