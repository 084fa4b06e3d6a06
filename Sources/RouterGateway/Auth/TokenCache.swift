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
  private let keySets: KeySets?
  private let state: Mutex<State>

  /// - Parameter keySets: those that the verifier names; nil where there are none.
  package init(_ verifier: TokenVerifier, keySets: KeySets? = nil, capacity: Int = TokenCache.standardCapacity) {
    self.capacity = capacity
    self.keySets = keySets
    state = Mutex(State(keys: Keys(verifier), tokens: ClockCache(capacity: capacity)))
  }

  /// Tokens remembered.
  package var count: Int { state.withLock { $0.tokens.count } }

  /// Whom everybody is taken for where no token is asked for; nil elsewhere.
  package var anyone: Principal? { state.withLock { $0.keys }.verifier.anyone }

  /// Who brings a token.
  /// - Parameters:
  ///   - fingerprint: what the client sent as its own; compared when the token carries one.
  ///   - mayWait: whether to throw `awaitsKeys` where a fetch of keys might help and may begin: ask again after
  ///     `awaitKeys()`, with false.
  package func principal(
    token: String, fingerprint: String? = nil, at now: Timestamp, mayWait: Bool = true
  ) throws(TokenError) -> Principal {
    if let anyone { return anyone }
    guard token.utf8.count <= Self.maxBytes else {
      let verifier = state.withLock { $0.keys }.verifier
      return try verify(token, verifier, at: now, mayWait: mayWait).principal(fingerprint: fingerprint, at: now)
    }
    let digest = Self.digest(of: token)
    let (cached, keys) = state.withLock { ($0.tokens.value(for: digest), $0.keys) }
    let known = cached.flatMap { isInForce($0.origin, at: now) ? $0 : nil }
    let verified = if let known { known } else { try verify(token, keys.verifier, at: now, mayWait: mayWait) }
    do {
      let principal = try verified.principal(fingerprint: fingerprint, at: now)
      if known == nil { remember(verified, as: digest, under: keys) }
      return principal
    } catch {
      if error == .expired { state.withLock { $0.tokens.remove(digest) } }
      throw error
    }
  }

  private func verify(
    _ token: String, _ verifier: TokenVerifier, at now: Timestamp, mayWait: Bool
  ) throws(TokenError) -> VerifiedToken {
    try verifier.verify(token, sets: keySets?.views(at: now) ?? [], mayWait: mayWait)
  }

  /// A token is worth no more than its key: not when the key has left its set, nor when the set has grown too old.
  private func isInForce(_ origin: VerifiedToken.KeySetVersion?, at now: Timestamp) -> Bool {
    guard let origin else { return true }
    return keySets?.view(origin.set, at: now)?.version == origin.version
  }

  /// Returns when the fetches of keys that are under way, or that may begin now, have ended, each within its timeout. Many
  /// may wait: there is one fetch for all of them.
  package func awaitKeys() async { await keySets?.join() }

  /// For those who are told `keysUnavailable`: when asking again makes sense. At least a second.
  package func retryAfter(at now: Timestamp) -> Duration { max(.seconds(1), keySets?.rest(at: now) ?? .zero) }

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
