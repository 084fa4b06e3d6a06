import Hummingbird
import NIOCore
import RouterCore
import RouterResources

/// `GET /explain?client=session_x&event=msg_42` on the admin listener: what became of an event at a client.
struct ExplainRoute: Sendable {
  let log: any EventLog
  let sessions: ResumableSessions
  let catalogue: Catalogue

  private static let description = RouteDescription(
    .get, "/explain", name: "explainEvent", "What became of an event at a client.", tag: .operation, access: .open,
    parameters: [
      .query("client", .identifier, "The id of a session, such as session_2f0k1.", isRequired: true),
      .query("event", .formatted(.eventID), "The id of an event.", isRequired: true),
    ],
    responses: [
      .json(
        .ok, "What became of it.",
        .named(
          "explanation", "What became of an event at a client.",
          .exact([
            .required("client", .identifier, "The session."),
            .required("event_id", .formatted(.eventID), "The event."),
            .required("verdict", .identifier, "What became of it, for programs."),
            .required("detail", .string, "What became of it, for people."),
          ]))),
      .problem(.badRequest, "A parameter is missing or no id."),
      .problem(.serviceUnavailable, "The event log cannot be read."),
    ])

  func add(to routes: inout RouteTable) {
    routes.add(Self.description) { request in
      let parameters = request.uri.queryParameters
      guard let client = parameters["client"].flatMap({ SessionID(String($0)) }) else {
        throw Self.wrong("'client' is the id of a session, such as session_2f0k1")
      }
      guard let event = parameters["event"].flatMap({ Self.number(String($0)) }) else {
        throw Self.wrong("'event' is the id of an event, such as msg_42")
      }
      return .json(Self.answer(try await verdict(client, event), client, event), status: .ok)
    }
  }

  private func verdict(_ client: SessionID, _ number: EventNumber) async throws -> ClientVerdict {
    guard let snapshot = await sessions.snapshot(of: client) else { return .unknown }
    do {
      let point = try await log.resumePoint(after: number, for: Engine.clientsName)
      guard point.gap == nil, point.position > .start else { return .notAdmitted }
      // The decision right before that place, if it was about this event.
      let before = JournalPosition(point.position.value - 1)
      let page = try await log.page(for: Engine.clientsName, after: before, limit: 1)
      guard let delivery = page.deliveries.first, delivery.number == number else { return .notAdmitted }
      return ClientVerdict(delivery, at: point.position, for: snapshot, catalogue: catalogue)
    } catch {
      throw Problem(
        status: .serviceUnavailable, title: "Service Unavailable", detail: "the event log cannot be read: \(error)")
    }
  }

  private static func number(_ text: String) -> EventNumber? {
    guard text.hasPrefix("msg_"), let value = UInt64(text.dropFirst(4)), value > 0 else { return nil }
    return EventNumber(value) <= .limit ? EventNumber(value) : nil
  }

  private static func wrong(_ detail: String) -> Problem {
    Problem(status: .badRequest, title: "Bad Request", detail: detail)
  }

  private static func answer(_ verdict: ClientVerdict, _ client: SessionID, _ event: EventNumber) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("client", client.publicID)
    writer.member("event_id", event.publicID)
    writer.member("verdict", verdict.name)
    writer.member("detail", verdict.detail)
    writer.endObject()
    return writer.bytes
  }
}
