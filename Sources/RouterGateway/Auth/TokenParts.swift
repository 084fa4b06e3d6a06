import RouterCore

/// A token taken apart: a signed JWT in compact form (RFC 7515 §3.1, §7.1).
struct TokenParts {
  let alg: String
  let kid: String?
  private let payload: ArraySlice<UInt8>
  /// What the signature is for.
  private let signed: ArraySlice<UInt8>
  private let signature: [UInt8]

  init(_ token: String, maxBytes: Int) throws(TokenError) {
    // Asked of the text: an endless token is not copied.
    guard token.utf8.count <= maxBytes else { throw .malformed("longer than \(maxBytes) bytes") }
    let bytes = Array(token.utf8)
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw .malformed("it has not three parts") }
    let header = try Self.json(parts[0], "header")
    guard let alg = header["alg"]?.string else { throw .malformed("the header names no algorithm") }
    // RFC 7515 §4.1.11: extensions that must be understood are not. Of the rest of the header nothing is looked at: keys
    // and places of keys that a token brings along (`jwk`, `jku`, `x5c`, `x5u`) are worth nothing.
    guard header["crit"] == nil else { throw .malformed("the header demands extensions") }
    if let kid = header["kid"], kid.kind != .string { throw .malformed("the header's 'kid' is not a string") }
    guard let signature = Base64URL.decode(parts[2]) else { throw .malformed("the signature is not base64url") }
    self.alg = alg
    kid = header["kid"]?.string
    payload = parts[1]
    signed = bytes[parts[0].startIndex..<parts[1].endIndex]
    self.signature = signature
  }

  /// Not to be believed before the signature has been verified.
  func claims() throws(TokenError) -> JSONNode { try Self.json(payload, "payload") }

  func mayBeSigned(with key: VerificationKey) -> Bool { key.fits(kid: kid, alg: alg) }

  func isSigned(with key: VerificationKey) -> Bool { mayBeSigned(with: key) && key.verify(signature, signs: signed) }

  private static func json(_ part: ArraySlice<UInt8>, _ name: String) throws(TokenError) -> JSONNode {
    guard let bytes = Base64URL.decode(part) else { throw .malformed("the \(name) is not base64url") }
    guard let document = try? JSONDocument(parsing: bytes), document.root.kind == .object else {
      throw .malformed("the \(name) is not a JSON object")
    }
    return document.root
  }
}
