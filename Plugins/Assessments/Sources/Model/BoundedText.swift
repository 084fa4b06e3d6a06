/// Texts of clients that become ids and names.
enum BoundedText {
  private static let longestID = 128
  static let longestName = 256

  /// - Returns: what is wrong with it; nil if nothing is.
  static func fault(ofID text: String, _ pointer: String) -> FieldFault? {
    // They would mean other places in a path.
    if text == "." || text == ".." { return FieldFault(pointer, "means another place in a path: choose another") }
    return fault(text, pointer, longest: longestID)
  }

  /// - Returns: what is wrong with it; nil if nothing is.
  static func fault(_ text: String, _ pointer: String, longest: Int) -> FieldFault? {
    if text.isEmpty { return FieldFault(pointer, "is empty") }
    if text.unicodeScalars.count > longest { return FieldFault(pointer, "is longer than \(longest) characters") }
    if text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) {
      return FieldFault(pointer, "has a control character")
    }
    return nil
  }

  /// Such as `client_3f9c2a7b10de`.
  static func newID(_ kind: String) -> String {
    let digits = String(UInt64.random(in: 0..<(1 << 48)), radix: 16)
    return "\(kind)_\(String(repeating: "0", count: 12 - digits.count))\(digits)"
  }
}
