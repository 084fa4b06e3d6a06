import Crypto

/// A token's claim `fingerprint`: the client's own, or its SHA-256 in hex. Only digests are kept and compared, which takes
/// the same time however much of them is alike.
struct Fingerprint: Sendable, Equatable {
  private let ofClaim: SHA256Digest
  /// The claim read as a digest in hex.
  private let claimed: [UInt8]?

  init(claim: String) {
    ofClaim = SHA256.hash(data: Array(claim.utf8))
    claimed = Self.digest(hex: claim)
  }

  /// - Parameter client: what the client sends as its own.
  func matches(_ client: String?) -> Bool {
    guard let client else { return false }
    let digest = SHA256.hash(data: Array(client.utf8))
    // Both are asked, always.
    let (isRaw, isHash) = (digest == ofClaim, claimed.map { digest == $0 } ?? false)
    return isRaw || isHash
  }

  private static func digest(hex: String) -> [UInt8]? {
    let digits = hex.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count == hex.utf8.count, digits.count == 2 * SHA256Digest.byteCount else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
