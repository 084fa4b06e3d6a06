import Crypto
import RouterCore

/// What `webhook-id` says: the same whenever the same events are sent together, so that receivers can tell a repetition.
enum RequestID {
  static func text(of numbers: [EventNumber]) -> String {
    guard numbers.count != 1 else { return numbers[0].publicID }
    let digest = SHA256.hash(data: Array(numbers.map(\.publicID).joined(separator: " ").utf8))
    return "batch_" + digest.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
