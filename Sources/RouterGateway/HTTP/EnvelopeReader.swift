import HTTPTypes
import RouterCore

/// An event as it is published, and what its publisher calls it.
struct PublishedEvent: Sendable {
  let event: Event
  /// The envelope's `id`: the same event published again has the same.
  let id: String?

  /// Source and id together name an event (contract §7). The length keeps any two pairs apart.
  var key: String? { id.map { "\(event.source.utf8.count):\(event.source)\($0)" } }
}

/// Reads published v1 envelopes `{"type", "timestamp"?, "source"?, "id"?, "data"}` and says for each wrong one which field
/// is wrong.
struct EnvelopeReader: Sendable {
  private static let maxEvents = 1000
  /// Bytes of an id: it is kept in memory as long as it is recognised.
  private static let ids = 1...256

  let settings: GatewaySettings
  let principal: Principal

  /// One envelope or an array of them. A request with any bad event is refused whole.
  func events(in document: JSONDocument) throws(Problem) -> [PublishedEvent] {
    let root = document.root
    switch root.kind {
    case .object: return try events(from: [(root, "")])
    case .array where root.count == 0:
      throw Problem(status: .unprocessableContent, title: "Nothing to publish", detail: "the array is empty")
    case .array where root.count > Self.maxEvents:
      throw Problem(
        status: .contentTooLarge, title: "Content Too Large", detail: "at most \(Self.maxEvents) events per request")
    case .array: return try events(from: root.elements.enumerated().map { ($1, "/\($0)") })
    default:
      throw Problem(
        status: .unprocessableContent, title: "Unprocessable Content",
        detail: "a body is an event envelope or an array of them, this is \(root.kind.phrase)")
    }
  }

  private struct Refusal: Error {
    let status: HTTPResponse.Status
    let pointer: String
    let detail: String
  }

  private func events(from nodes: [(node: JSONNode, pointer: String)]) throws(Problem) -> [PublishedEvent] {
    var events: [PublishedEvent] = []
    var refusals: [Refusal] = []
    for (node, pointer) in nodes {
      do throws(Refusal) {
        events.append(try event(from: node, at: pointer))
      } catch {
        refusals.append(error)
      }
    }
    guard let worst = refusals.first(where: { $0.status == .forbidden }) ?? refusals.first else { return events }
    throw Problem(
      status: worst.status, title: worst.status.reasonPhrase,
      detail: nodes.count == 1
        ? worst.detail : "\(refusals.count) of \(nodes.count) events are refused, so none is accepted",
      errors: refusals.map { .init(pointer: $0.pointer, detail: $0.detail) })
  }

  private func event(from node: JSONNode, at pointer: String) throws(Refusal) -> PublishedEvent {
    func wrong(_ field: String, _ detail: String, _ status: HTTPResponse.Status = .unprocessableContent) -> Refusal {
      Refusal(status: status, pointer: pointer + field, detail: detail)
    }
    guard node.kind == .object else { throw wrong("", "an event envelope is an object, this is \(node.kind.phrase)") }
    guard node.range.count <= settings.limits.messageSize else {
      throw wrong("", "an event has at most \(settings.limits.messageSize) bytes", .contentTooLarge)
    }
    guard let type = node["type"]?.string else { throw wrong("/type", "'type' is missing or not a string") }
    guard let data = node["data"] else { throw wrong("/data", "'data' is missing") }
    let time = try node["timestamp"].map { node throws(Refusal) in
      guard let time = node.timestamp else {
        throw wrong("/timestamp", "'timestamp' is not an RFC 3339 date-time")
      }
      return time
    }
    if let source = node["source"], source.string?.isEmpty ?? true {
      throw wrong("/source", "'source' is not a non-empty string")
    }
    if let id = node["id"], !Self.ids.contains(id.string?.utf8.count ?? 0) {
      throw wrong("/id", "'id' is not a string of 1 to \(Self.ids.upperBound) bytes")
    }
    let draft = EventDraft(type: type, data: data.detached(), time: time, source: node["source"]?.string)
    let event: Event
    do {
      event = try Intake(catalogue: settings.catalogue, time: settings.time).event(
        from: draft, producer: principal.subject)
    } catch {
      switch error {
      case .unknownType, .disabledType: throw wrong("/type", "\(error)")
      case .invalidData(_, let violation): throw wrong("/data" + violation.pointer, Self.phrase(violation))
      }
    }
    try checkPermission(event, at: pointer)
    return PublishedEvent(event: event, id: node["id"]?.string)
  }

  /// The pointer says where; the words say what, by the name that the documentation uses.
  private static func phrase(_ violation: PayloadViolation) -> String {
    let name = "data" + violation.pointer.replacing("/", with: ".")
    // The validator's word for an absent field.
    return violation.found == "nothing"
      ? "'\(name)' is missing: expected \(violation.expected)"
      : "'\(name)': expected \(violation.expected), found \(violation.found)"
  }

  private func checkPermission(_ event: Event, at pointer: String) throws(Refusal) {
    let type = settings.catalogue[event.type]
    let missing = type.publishPermissions.lazy.filter { !principal.may($0) }
    if let permission = missing.min(by: { $0.rawValue < $1.rawValue }) {
      throw Refusal(
        status: .forbidden, pointer: pointer + "/type",
        detail: "publishing \(type.name) needs the permission \(permission.rawValue)")
    }
    guard let agent = principal.agent else { return }
    guard publishes(event, as: agent) else {
      throw Refusal(
        status: .forbidden, pointer: pointer + "/data",
        detail: "the token of agent '\(agent)' may publish that agent's events only")
    }
  }

  /// Contract §7: events of that agent only; metrics with nothing but that agent in them.
  private func publishes(_ event: Event, as agent: String) -> Bool {
    if let named = event.agent { return named == agent }
    guard event.typeName == "metrics_update", let agents = event.data.root["agents"], agents.kind == .object else {
      return false
    }
    return agents.count == 1 && agents.members.allSatisfy { $0.name == agent }
  }
}
