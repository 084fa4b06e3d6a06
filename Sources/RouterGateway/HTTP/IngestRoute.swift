import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import RouterCore

/// `POST /api/v1/events`: one v1 envelope or an array of them; all or nothing.
struct IngestRoute: Sendable {
  private static let maxBody = 1 << 20

  let settings: GatewaySettings
  let log: any EventLog
  let guardian: RequestGuard
  let state: GatewayState
  let counters: GatewayCounters

  func add(to router: HTTPRouter) {
    router.allow(.post, at: "api/v1/events") { request in
      do {
        return try await publish(request)
      } catch {
        counters.refusedPublishes.add()
        throw error
      }
    }
  }

  private func publish(_ request: Request) async throws -> Response {
    let principal = try guardian.require(.publishEvents, of: request)
    guard state.current == .ready else { throw Self.unavailable("the server is starting or stopping") }
    try Self.checkContentType(request.headers[.contentType])
    try Self.checkEncoding(request.headers[.contentEncoding])
    let document = try await Self.document(of: request)
    let reader = EnvelopeReader(settings: settings, principal: principal)
    let events = try reader.events(in: document)
    let receipt = try await append(events)
    counters.published.add(receipt.items.count { !$0.isDuplicate })
    return .json(Self.answer(events, receipt), status: .accepted)
  }

  private func append(_ events: [PublishedEvent]) async throws(Problem) -> LogReceipt {
    let hasKeys = events.contains { $0.id != nil }
    let submission = LogSubmission(
      events: events.map(\.event), origin: .ingest, keys: hasKeys ? events.map(\.key) : [])
    do {
      return try await log.append(submission, whenFull: .refuse)
    } catch {
      switch error {
      case .full: throw Self.unavailable("the router is behind: too many events wait")
      case .closed, .cancelled: throw Self.unavailable("the server is stopping")
      case .unavailable(let reason): throw Self.unavailable("the event log cannot be written: \(reason)")
      case .exhausted: throw Self.unavailable("all event numbers have been given")
      }
    }
  }

  private static func unavailable(_ detail: String) -> Problem {
    Problem(status: .serviceUnavailable, title: "Service Unavailable", detail: detail, retryAfter: .seconds(1))
  }

  private static func checkContentType(_ header: String?) throws(Problem) {
    if header == "application/json" { return }
    let type = header?.split(separator: ";").first.map { $0.lowercased().filter { $0 != " " } }
    guard type == "application/json" else {
      throw Problem(
        status: .unsupportedMediaType, title: "Unsupported Media Type",
        detail: "send one v1 envelope or an array of them as application/json")
    }
  }

  private static func checkEncoding(_ header: String?) throws(Problem) {
    guard let header, header.lowercased() != "identity" else { return }
    throw Problem(
      status: .unsupportedMediaType, title: "Unsupported Media Type",
      detail: "bodies are taken without Content-Encoding only")
  }

  private static func document(of request: Request) async throws -> JSONDocument {
    let body: ByteBuffer
    do {
      body = try await request.body.collect(upTo: maxBody)
    } catch is NIOTooManyBytesError {
      throw Problem(status: .contentTooLarge, title: "Content Too Large", detail: "a body has at most \(maxBody) bytes")
    } catch is HTTPParserError {
      throw Problem(status: .badRequest, title: "Bad Request", detail: "the body breaks the rules of HTTP/1.1")
    }
    do {
      return try JSONDocument(parsing: Array(body.readableBytesView))
    } catch {
      throw Problem(
        status: .badRequest, title: "Malformed JSON", detail: "\(error)",
        errors: [.init(pointer: error.pointer, detail: "\(error)")])
    }
  }

  /// Contract §7: `{accepted, items[{source, id, status, event_id}]}`, in the order of the request. An event that was
  /// accepted before under the same source and id is a `duplicate`, with the number that it got then.
  private static func answer(_ events: [PublishedEvent], _ receipt: LogReceipt) -> [UInt8] {
    var writer = JSONWriter(capacity: 64 * events.count + 64)
    writer.beginObject()
    writer.member("accepted", receipt.items.count { !$0.isDuplicate })
    writer.key("items")
    writer.beginArray()
    for (event, item) in zip(events, receipt.items) {
      writer.beginObject()
      writer.member("source", event.event.source)
      if let id = event.id { writer.member("id", id) }
      writer.member("status", item.isDuplicate ? "duplicate" : "accepted")
      writer.member("event_id", item.number.publicID)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }
}
