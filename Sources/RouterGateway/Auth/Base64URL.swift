import FoundationEssentials

/// RFC 4648 §5 without padding, as JWTs use it.
enum Base64URL {
  /// Nil for characters outside the alphabet, padding included, and for bits that mean nothing: every value has one form.
  static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var standard: [UInt8] = []
    standard.reserveCapacity(text.count + 3)
    for byte in text {
      switch byte {
      case UInt8(ascii: "-"): standard.append(UInt8(ascii: "+"))
      case UInt8(ascii: "_"): standard.append(UInt8(ascii: "/"))
      case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
      default: standard.append(byte)
      }
    }
    while standard.count % 4 != 0 { standard.append(UInt8(ascii: "=")) }
    guard let bytes = Data(base64Encoded: Data(standard)).map({ [UInt8]($0) }) else { return nil }
    return encode(bytes).elementsEqual(text) ? bytes : nil
  }

  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    Data(bytes).base64EncodedData().compactMap { byte in
      switch byte {
      case UInt8(ascii: "+"): UInt8(ascii: "-")
      case UInt8(ascii: "/"): UInt8(ascii: "_")
      case UInt8(ascii: "="): nil
      default: byte
      }
    }
  }
}
