/// Why one event is refused, with everything that is wrong with it.
struct EventRefusal: Error, Sendable, Equatable {
  enum Reason: Sendable {
    /// A field is missing or wrong.
    case malformed
    case unknownType
    /// Switched off in this deployment.
    case disabledType
    case tooLarge
    case denied
  }

  struct Flaw: Sendable, Equatable {
    let place: FieldPlace
    let detail: String
  }

  /// Flaws of one event that are kept.
  static let maxFlaws = 8

  let reason: Reason
  let flaws: [Flaw]
  /// What the publisher calls the event, as far as that could be read.
  var source: String?
  var id: String?

  init(_ reason: Reason = .malformed, flaws: [Flaw]) {
    self.reason = reason
    self.flaws = Array(flaws.prefix(Self.maxFlaws))
  }

  init(_ reason: Reason = .malformed, at place: FieldPlace, _ detail: String) {
    self.init(reason, flaws: [Flaw(place: place, detail: detail)])
  }

  init(_ reason: Reason = .malformed, at pointer: String, _ detail: String) {
    self.init(reason, at: .body(pointer), detail)
  }

  func named(source: String?, id: String?) -> EventRefusal {
    var copy = self
    (copy.source, copy.id) = (source, id)
    return copy
  }
}
