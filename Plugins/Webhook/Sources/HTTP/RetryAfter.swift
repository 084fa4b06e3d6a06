import RouterCore

/// The header `Retry-After` (RFC 9110 §10.2.3).
enum RetryAfter {
  /// A server cannot put a sink to sleep for longer.
  static let limit: Duration = .seconds(3600)

  /// Nil when it says nothing useful; the pause is then the engine's.
  /// - Parameters:
  ///   - text: seconds or a date.
  ///   - date: the answer's `Date`, so that clocks need not agree.
  ///   - now: stands for a missing `Date`.
  static func duration(_ text: String?, date: String?, now: Timestamp) -> Duration? {
    guard let text, let duration = seconds(text) ?? HTTPDate.moment(text).map({ $0 - (moment(date) ?? now) }),
      duration > .zero
    else { return nil }
    return min(duration, limit)
  }

  private static func moment(_ text: String?) -> Timestamp? { text.flatMap(HTTPDate.moment) }

  private static func seconds(_ text: String) -> Duration? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    // More digits than a number holds are more than the limit too.
    return .seconds(Int64(text) ?? .max / 2_000_000)
  }
}
