/// Ids that nobody can guess, and nobody else has.
enum RandomID {
  /// The prefix and 12 hexadecimal digits.
  static func make(_ prefix: String) -> String {
    let digits = String(UInt64.random(in: 0..<(1 << 48)), radix: 16)
    return prefix + String(repeating: "0", count: 12 - digits.count) + digits
  }
}
