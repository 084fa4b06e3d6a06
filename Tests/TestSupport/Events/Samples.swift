import RouterCore
import Testing

extension JSONDocument {
  /// A text that the test knows to be JSON; a mistake in it is reported as an issue.
  package static func sample(_ text: String) -> JSONDocument {
    do {
      return try JSONDocument(parsing: text)
    } catch {
      Issue.record("the sample is no JSON (\(error)): \(text)")
      return .null
    }
  }
}

/// An `agent_status` that needs no thought.
package let documentedStatus = #"{"agent_id":"agent_123","old_status":"pending","new_status":"active"}"#

extension Event {
  /// An event as the log would hold it: agent and type number come from the catalogue.
  package static func sample(
    _ type: String = "agent_status", _ data: String = documentedStatus,
    time: Timestamp = VirtualTime.start, source: String = "test", catalogue: Catalogue = .standard
  ) -> Event {
    let document = JSONDocument.sample(data)
    let id = catalogue.id(named: type)
    if id == nil { Issue.record("the catalogue has no type '\(type)'") }
    let agent = catalogue.type(named: type)?.agentField.flatMap { document.root[$0]?.string }
    return Event(
      type: id ?? EventTypeID(rawValue: 0), typeName: type, time: time, source: source, agent: agent, data: document)
  }
}

extension Delivery {
  package static func sample(
    _ number: UInt64 = 1, _ type: String = "agent_status",
    _ data: String = documentedStatus,
    time: Timestamp = VirtualTime.start, source: String = "test"
  ) -> Delivery {
    Delivery(number: EventNumber(number), event: .sample(type, data, time: time, source: source))
  }

  /// One for each number; `data` says which.
  package static func samples(_ numbers: ClosedRange<UInt64>) -> [Delivery] {
    numbers.map { number in
      let agent = #""agent_id":"agent_\#(number % 7)""#
      let status = #""old_status":"idle","new_status":"active","inference_count":\#(number)"#
      return .sample(number, "agent_status", "{\(agent),\(status)}")
    }
  }
}
