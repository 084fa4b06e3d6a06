import RouterCore

/// How much of everything there may be, whoever says it.
enum AgentLimits {
  static let id = 128
  static let name = 256
  static let description = 4096
  static let capacity = 10_000
  /// Of an agent's configuration: less than messages may have, since events carry it.
  static let config = JSONLimits(maxDepth: 32, maxBytes: 32 << 10)

  /// What is wrong with an id; nil for a good one.
  static func mistake(inID text: String?) -> String? {
    if text == "" { return "must not be empty" }
    return mistake(in: text, longest: id, allowed: [])
  }

  static func mistake(inName text: String?) -> String? {
    if text == "" { return "must not be empty" }
    return mistake(in: text, longest: name, allowed: [])
  }

  static func mistake(inDescription text: String?) -> String? {
    mistake(in: text, longest: description, allowed: ["\n", "\t"])
  }

  static func mistake(inConfig config: JSONDocument) -> String? {
    if (try? JSONDocument(parsing: config.bytes, limits: Self.config)) != nil { return nil }
    return "must not be larger than \(Self.config.maxBytes) bytes or deeper than \(Self.config.maxDepth) levels"
  }

  private static func mistake(in text: String?, longest: Int, allowed: Set<Unicode.Scalar>) -> String? {
    guard let text else { return nil }
    if text.utf8.count > longest { return "must not be longer than \(longest) bytes" }
    let isControl = text.unicodeScalars.contains { ($0.value < 0x20 || $0.value == 0x7F) && !allowed.contains($0) }
    return isControl ? "must not have control characters" : nil
  }
}
