import ConfigSchema

/// Shows in logs what somebody else has said: on one line, not without end, and never the token, which a server may send back.
struct ForeignText: Sendable {
  private static let length = 80

  private let token: String?

  init(hiding token: Secret?) { self.token = token.map { $0.reveal() } }

  func shown(_ text: String) -> String {
    var text = text
    if let token, !token.isEmpty { text = text.replacing(token, with: "…") }
    let plain = text.unicodeScalars.prefix(Self.length).map { scalar in
      (0x20...0x7E).contains(scalar.value) || scalar == "…" ? Character(scalar) : "?"
    }
    return String(plain) + (text.unicodeScalars.count > Self.length ? "…" : "")
  }
}
