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

  /// Emits events as one unit. Returns when the log has accepted them; waits while the router is behind, which is how a
  /// source learns to slow down.
  /// - Throws: `EmitError.invalid` for an event that the catalogue does not allow (none of the batch is accepted then).
  package func emit(_ drafts: [EventDraft]) async throws(EmitError) {
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
      _ = try await log.append(events, from: .source(name), whenFull: .wait)
      counters.accepted.add(events.count)
    } catch {
      counters.rejected.add(events.count)
      throw .refused(error)
    }
  }

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
