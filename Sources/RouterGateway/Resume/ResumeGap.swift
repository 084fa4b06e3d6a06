import RouterCore

/// A hole in what a client gets, as it is told. Both bounds are part of it; nil where nobody knows.
package struct ResumeGap: Sendable, Equatable {
  package enum Reason: String, Sendable, CaseIterable {
    /// Older than what is retained.
    case expired
    /// Numbers from before mean nothing any more.
    case epoch
    /// An id or a session that this server does not know.
    case unknown
    /// Types that the token does not cover any more.
    case permission
    /// It was there, and the log has lost it.
    case damaged
  }

  package var reason: Reason
  package var from: EventNumber?
  package var to: EventNumber?

  init(_ reason: Reason, from: EventNumber? = nil, to: EventNumber? = nil) {
    self.reason = reason
    (self.from, self.to) = (from, to)
  }

  /// Without bounds if nothing lies between.
  init(_ reason: Reason, behind last: EventNumber, through head: EventNumber) {
    if last < head { self.init(reason, from: last.next, to: head) } else { self.init(reason) }
  }

  init(_ gap: ResumePoint.Gap) {
    let reason: Reason =
      switch gap.reason {
      case .expired: .expired
      case .unknown: .unknown
      case .damaged: .damaged
      }
    self.init(reason, from: gap.from, to: gap.to)
  }

  /// Whether all these events are inside of it.
  func contains(_ range: ClosedRange<EventNumber>) -> Bool {
    (from ?? .zero) <= range.lowerBound && to.map { range.upperBound <= $0 } ?? true
  }

  /// Both as one, which reaches from the first bound to the last; the reason is the first one's.
  static func + (first: ResumeGap, second: ResumeGap) -> ResumeGap {
    ResumeGap(
      first.reason, from: first.from.flatMap { from in second.from.map { min(from, $0) } },
      to: first.to.flatMap { to in second.to.map { max(to, $0) } })
  }

  /// Both as one, if there are two.
  static func union(_ gaps: ResumeGap?...) -> ResumeGap? {
    gaps.compactMap(\.self).reduce(nil) { sum, gap in sum.map { $0 + gap } ?? gap }
  }
}
