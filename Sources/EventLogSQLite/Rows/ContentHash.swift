import Crypto

/// A name for content: equal content, equal name.
enum ContentHash {
  /// SHA-256 over all texts with their lengths, in hexadecimal.
  static func of(_ texts: [String]) -> String {
    var hash = SHA256()
    for text in texts {
      hash.update(data: Array("\(text.utf8.count):".utf8))
      hash.update(data: Array(text.utf8))
    }
    return hash.finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
