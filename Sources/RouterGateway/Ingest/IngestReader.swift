import HTTPTypes
import RouterCore
import RouterResources

/// Reads the events of a request in whatever form they come.
struct IngestReader: Sendable {
  /// The events of one request: as many as are known before any is read.
  struct Events {
    let count: Int
    /// Whether the body is an array of them.
    let isList: Bool
    let read: () -> [PublishDesk.Read]
  }

  /// Bytes of one event.
  let maxBytes: Int
  let typePrefix: String

  func events(in body: [UInt8], _ form: IngestForm, _ headers: HTTPFields) throws(Problem) -> Events {
    switch form {
    case .binary: return try binary(body, headers)
    case .envelopes: return try envelopes(in: Self.document(body).root)
    case .structured:
      let root = try Self.document(body).root
      return Events(count: 1, isList: false) { [cloudEvent(root)] }
    case .batch: return try batch(Self.document(body).root)
    }
  }

  private static func document(
    _ body: [UInt8], _ limits: JSONLimits = .standard
  ) throws(Problem) -> JSONDocument {
    do throws(JSONError) {
      return try JSONDocument(parsing: body, limits: limits)
    } catch {
      throw Problem(
        status: .badRequest, title: "Malformed JSON", detail: "\(error)",
        errors: [.init(place: .body(pointer: error.pointer), detail: "\(error)")])
    }
  }

  // MARK: v1

  private func envelopes(in root: JSONNode) throws(Problem) -> Events {
    let reader = EnvelopeReader(maxBytes: maxBytes)
    func read(_ node: JSONNode) -> PublishDesk.Read {
      PublishDesk.Read { () throws(EventRefusal) in try reader.publication(from: node) }
    }
    switch root.kind {
    case .object: return Events(count: 1, isList: false) { [read(root)] }
    // A publisher's list that happens to be empty is most likely a mistake; a batch of CloudEvents may be.
    case .array where root.count == 0: throw .unprocessable("the array is empty")
    case .array: return Events(count: root.count, isList: true) { root.elements.map(read) }
    default: throw .unprocessable("a body is an event envelope or an array of them, this is \(root.kind.phrase)")
    }
  }

  // MARK: CloudEvents

  private func batch(_ root: JSONNode) throws(Problem) -> Events {
    guard root.kind == .array else {
      throw .unprocessable("a batch is an array of CloudEvents, this is \(root.kind.phrase)")
    }
    return Events(count: root.count, isList: true) { root.elements.map(cloudEvent) }
  }

  private func cloudEvent(_ node: JSONNode) -> PublishDesk.Read {
    PublishDesk.Read { () throws(EventRefusal) in
      guard node.range.count <= maxBytes else { throw tooLarge(node["source"]?.string, node["id"]?.string) }
      return try publication(of: StructuredCloudEvent.read(node), .structured)
    }
  }

  private func binary(_ body: [UInt8], _ headers: HTTPFields) throws(Problem) -> Events {
    let event = PublishDesk.Read { () throws(EventRefusal) in
      let event = try BinaryCloudEvent.read(headers, body: body)
      guard body.count <= maxBytes else { throw tooLarge(event.source, event.id) }
      return try publication(of: event, .binary)
    }
    // What is wrong with the body itself is said as for every other form.
    if case .success = event {} else if !body.isEmpty { _ = try Self.document(body, CloudEventPublication.dataLimits) }
    return Events(count: 1, isList: false) { [event] }
  }

  private func publication(of event: CloudEvent, _ mode: CloudEventMode) throws(EventRefusal) -> Publication {
    try CloudEventPublication(typePrefix: typePrefix, mode: mode).publication(of: event)
  }

  private func tooLarge(_ source: String?, _ id: String?) -> EventRefusal {
    EventRefusal(.tooLarge, at: "", "an event has at most \(maxBytes) bytes").named(source: source, id: id)
  }
}

extension Problem {
  fileprivate static func unprocessable(_ detail: String) -> Problem {
    Problem(status: .unprocessableContent, title: "Unprocessable Content", detail: detail)
  }
}
