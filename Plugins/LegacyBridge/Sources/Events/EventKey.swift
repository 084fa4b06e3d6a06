import Crypto
import RouterCore

/// What makes an event that comes again the same event: its id together with what it says. The id alone is not enough, since a
/// server that has lost its memory counts from 1 again; and what it says is not enough either, since things happen twice.
enum EventKey {
  private static let paths: [JSONPath] = [
    ["timestamp"], ["source", "id"], ["payload", "type"], ["payload", "data"],
  ]

  /// Nil for an event without an id: nobody can tell a repeat of it from another one.
  static func text(of event: ReceivedEvent) -> String? {
    guard let id = event.id else { return nil }
    var hash = SHA256()
    update(&hash, Array(id.utf8)[...])
    for path in paths { update(&hash, event.frame.root[path]?.text ?? []) }
    return hash.finalize().prefix(16).map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }.joined()
  }

  /// With its length, so that parts cannot flow into each other.
  private static func update(_ hash: inout SHA256, _ part: ArraySlice<UInt8>) {
    hash.update(data: Array("\(part.count):".utf8))
    hash.update(data: part)
  }
}
