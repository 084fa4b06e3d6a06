/// Why a publication is refused whole.
struct PublishRefusal: Error, Sendable {
  enum Reason: Sendable {
    /// It is no list of events at all.
    case malformed
    case tooMany
    /// Its events are refused: what weighs most, and who they are.
    case events(EventRefusal.Reason)
    case denied
    case overRate(LimitReport)
    /// The router is behind, starting, stopping, or cannot write its log.
    case unavailable
  }

  /// What is wrong in one event.
  struct Flaw: Sendable, Equatable {
    /// The event's place in the list, from 0.
    let index: Int
    let place: FieldPlace
    let detail: String
  }

  let reason: Reason
  /// One sentence without a full stop.
  let text: String
  /// At most `maxFlaws`.
  var flaws: [Flaw] = []
  /// When it is worth to try again; nil when it is not.
  var retryAfter: Duration?

  /// A list of a thousand events can have thousands of flaws.
  static let maxFlaws = 100
}

extension PublishRefusal {
  /// Nothing of a list is accepted when one of its events is refused.
  /// - Parameters:
  ///   - refusals: by the event's place in the list; not empty.
  ///   - count: events in the list.
  init(_ refusals: [(index: Int, refusal: EventRefusal)], of count: Int) {
    let worst = refusals.first { $0.refusal.reason == .denied } ?? refusals.first
    reason = worst.map { .events($0.refusal.reason) } ?? .malformed
    text =
      count == 1
      ? worst?.refusal.flaws.first?.detail ?? ""
      : "\(refusals.count) of \(count) events are refused, so none is accepted"
    let flaws = refusals.lazy.flatMap { index, refusal in
      refusal.flaws.lazy.map { Flaw(index: index, place: $0.place, detail: $0.detail) }
    }
    self.flaws = Array(flaws.prefix(Self.maxFlaws))
  }

  static func unavailable(_ text: String) -> PublishRefusal {
    PublishRefusal(reason: .unavailable, text: text, retryAfter: .seconds(1))
  }

  /// In the words of the documents.
  var code: ErrorCode {
    switch reason {
    case .malformed, .tooMany, .events(.malformed), .events(.tooLarge): .invalidMessageFormat
    case .events(.unknownType): .invalidEventType
    case .events(.disabledType): .unsupportedEventType
    case .denied, .events(.denied): .permissionDenied
    case .overRate, .unavailable: .rateLimitExceeded
    }
  }
}
