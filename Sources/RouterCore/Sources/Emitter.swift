/// A source's way into the log.
package struct Emitter: Sendable {
  private let name: String
  private let intake: Intake
  private let log: any EventLog
  private let counters: SourceCounters

  package init(name: String, intake: Intake, log: any EventLog, counters: SourceCounters) {
    self.name = name
    self.intake = intake
    self.log = log
    self.counters = counters
  }

  /// What the source gave as `position` with the last events that are stored: where it goes on after a restart.
  package var position: String? { log.sourcePosition(of: name) }

  /// Emits events as one unit. Returns when the log has accepted them; waits while the router is behind, which is how a
  /// source learns to slow down.
  /// - Parameters:
  ///   - keys: per event what makes it the same as an earlier one, which it is then not accepted besides; empty for none.
  ///   - position: the source's own place behind these events, stored with them in one transaction.
  ///   - whenFull: `refuse` for who would rather be told than wait.
  /// - Throws: `EmitError.invalid` for an event that the catalogue does not allow (none of the batch is accepted then).
  package func emit(
    _ drafts: [EventDraft], keys: [String?] = [], position: String? = nil, whenFull: FullLogPolicy = .wait
  ) async throws(EmitError) {
    var events: [Event] = []
    events.reserveCapacity(drafts.count)
    for draft in drafts {
      do {
        events.append(try intake.event(from: draft, producer: name))
      } catch {
        counters.rejected.add(drafts.count)
        throw .invalid(error)
      }
    }
    do {
      // Keys are each source's own.
      let submission = LogSubmission(
        events: events, origin: .source(name), keys: keys.map { key in key.map { "\(name.utf8.count):\(name)\($0)" } },
        sourcePosition: position)
      let receipt = try await log.append(submission, whenFull: whenFull)
      counters.accepted.add(receipt.items.count { !$0.isDuplicate })
    } catch {
      // Who is not willing to wait keeps its events and comes again.
      if whenFull == .wait { counters.rejected.add(events.count) }
      throw .refused(error)
    }
  }

  /// Counts something that the source has read and that is no event.
  package func countRejected() { counters.rejected.add() }

  package func emit(_ draft: EventDraft) async throws(EmitError) {
    try await emit([draft])
  }
}

package enum EmitError: Error {
  case invalid(IntakeError)
  case refused(LogError)
}

extension EmitError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .invalid(let error): "the catalogue does not allow it: \(error)"
    case .refused(let error): "the log did not take it: \(error)"
    }
  }
}
