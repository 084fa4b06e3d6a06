/// Why a key cannot be used. Never repeats anything of the key.
enum KeyFault: Error, Equatable {
  case isPrivate
  case unreadable(TokenAlgorithm)
  case badNumbers
  case tooShort
  case tooLong
  case smallOrder
}

extension KeyFault: CustomStringConvertible {
  var description: String {
    switch self {
    case .isPrivate: "it is a private key"
    case .unreadable(let algorithm): "it is no \(algorithm.rawValue) public key in PEM form"
    case .badNumbers: "its numbers are missing, of the wrong length, not base64url, or no key"
    case .tooShort: "it is an RSA key of fewer than \(KeyMaterial.shortestRSA) bits"
    case .tooLong: "it is an RSA key of more than \(KeyMaterial.longestRSA) bits"
    case .smallOrder: "it is a point of small order: anybody could sign for it"
    }
  }

  /// What to do about it.
  var help: String? {
    switch self {
    case .isPrivate: "only the public key belongs here; whoever has read this one can sign tokens"
    case .unreadable: "a PEM file of a public key begins with -----BEGIN PUBLIC KEY-----"
    case .badNumbers, .tooShort, .tooLong, .smallOrder: nil
    }
  }
}
