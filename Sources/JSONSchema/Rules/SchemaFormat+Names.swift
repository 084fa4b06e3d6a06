extension SchemaFormat {
  private static let localCharacters = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~".utf8)
  private static let hexDigits = Set("0123456789abcdefABCDEF".utf8)

  static func isEmail(_ text: [UInt8]) -> Bool {
    guard text.count <= 254, let at = text.lastIndex(of: UInt8(ascii: "@")) else { return false }
    let local = text[..<at].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard at <= 64, local.allSatisfy({ !$0.isEmpty && $0.allSatisfy(localCharacters.contains) }) else { return false }
    let labels = text[(at + 1)...].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return labels.allSatisfy(isLabel)
  }

  /// RFC 1123 §2.1.
  private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
    let hyphen = UInt8(ascii: "-")
    return (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
      && label.allSatisfy { $0 == hyphen || isAlphanumeric($0) }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  static func isUUID(_ text: [UInt8]) -> Bool {
    text.count == 36
      && text.enumerated().allSatisfy { index, byte in
        [8, 13, 18, 23].contains(index) ? byte == UInt8(ascii: "-") : hexDigits.contains(byte)
      }
  }

  static func isIPv4(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (48...57).contains($0) }
          && (part == "0" || part.utf8.first != 48) && UInt8(part) != nil
      }
  }
}
