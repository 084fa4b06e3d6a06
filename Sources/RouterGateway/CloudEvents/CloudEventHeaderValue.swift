/// Values of attributes in header fields: http-protocol-binding.md §3.1.3.2.
enum CloudEventHeaderValue {
  /// Quotes are taken off first, as older senders set them; then one round of percent-decoding.
  /// - Returns: nil for what is not printable ASCII, for an escape that is none, and for bytes that are not UTF-8.
  static func decode(_ value: String) -> String? {
    guard value.utf8.allSatisfy({ (0x20...0x7E).contains($0) || $0 == 0x09 }) else { return nil }
    guard let text = unquoted(value), let bytes = percentDecoded(Array(text.utf8)) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func unquoted(_ value: String) -> String? {
    guard value.hasPrefix("\"") else { return value }
    var reader = HeaderFieldReader(value)
    let text = reader.quotedString()
    return reader.isAtEnd ? text : nil
  }

  private static func percentDecoded(_ text: [UInt8]) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      guard text[index] == UInt8(ascii: "%") else {
        bytes.append(text[index])
        index += 1
        continue
      }
      guard index + 2 < text.count, let high = digit(text[index + 1]), let low = digit(text[index + 2]) else {
        return nil
      }
      bytes.append(high << 4 | low)
      index += 3
    }
    return bytes
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
