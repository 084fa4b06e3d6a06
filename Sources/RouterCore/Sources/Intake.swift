/// Turns drafts into events: the one gate that everything passes before the log, whoever produced it.
package struct Intake: Sendable {
  private let catalogue: Catalogue
  private let time: any TimeSource

  package init(catalogue: Catalogue, time: any TimeSource) {
    self.catalogue = catalogue
    self.time = time
  }

  /// Checks a draft against the catalogue and completes it.
  package func event(from draft: EventDraft, producer: String) throws(IntakeError) -> Event {
    guard let id = catalogue.id(named: draft.type) else { throw .unknownType(draft.type) }
    guard catalogue.isEnabled(id) else { throw .disabledType(draft.type) }
    let type = catalogue[id]
    if let violation = type.schema.validate(draft.data.root) { throw .invalidData(type: type.name, violation) }
    return Event(
      type: id, typeName: type.name, time: draft.time ?? time.now(), source: draft.source ?? producer,
      agent: type.agentField.flatMap { draft.data.root[$0]?.string }, data: draft.data)
  }
}

/// Why a draft is no event.
package enum IntakeError: Error {
  case unknownType(String)
  case disabledType(String)
  case invalidData(type: String, PayloadViolation)
}

extension IntakeError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unknownType(let name): "unknown event type '\(name)'"
    case .disabledType(let name): "event type '\(name)' is switched off in this deployment"
    case .invalidData(let type, let violation): "data of \(type): \(violation)"
    }
  }
}
