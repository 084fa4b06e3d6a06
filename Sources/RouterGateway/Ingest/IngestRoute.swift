import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import RouterCore

/// `POST /api/v1/events`: one v1 envelope or an array of them; all or nothing.
struct IngestRoute: Sendable {
  private static let maxBody = 1 << 20

  let desk: PublishDesk
  let settings: GatewaySettings
  let guardian: RequestGuard
  let counters: GatewayCounters

  func add(to routes: inout RouteTable) {
    routes.add(.publishEvents(settings.catalogue)) { request in
      do {
        return try await publish(request)
      } catch {
        counters.refusedPublishes.add()
        throw error
      }
    }
  }

  private func publish(_ request: Request) async throws -> Response {
    let principal = try await guardian.require(.publishEvents, of: request)
    try Self.checkContentType(request.headers[.contentType])
    try Self.checkEncoding(request.headers[.contentEncoding])
    let document = try await Self.document(of: request)
    let root = document.root
    let reader = EnvelopeReader(maxBytes: settings.limits.messageSize)
    let nodes = try Self.envelopes(in: root)
    do throws(PublishRefusal) {
      let items = try await desk.publish(count: nodes.count, as: principal, .strict) {
        nodes.map { node in PublishDesk.Read { () throws(EventRefusal) in try reader.publication(from: node) } }
      }
      return .json(Self.answer(items), status: .accepted)
    } catch {
      throw Problem(error, isList: root.kind == .array)
    }
  }

  private static func envelopes(in root: JSONNode) throws(Problem) -> [JSONNode] {
    switch root.kind {
    case .object: return [root]
    case .array where root.count == 0:
      throw Problem(status: .unprocessableContent, title: "Nothing to publish", detail: "the array is empty")
    case .array: return Array(root.elements)
    default:
      throw Problem(
        status: .unprocessableContent, title: "Unprocessable Content",
        detail: "a body is an event envelope or an array of them, this is \(root.kind.phrase)")
    }
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
        errors: [.init(place: .body(pointer: error.pointer), detail: "\(error)")])
    }
  }

  /// Contract §7: `{accepted, items[{source, id, status, event_id}]}`, in the order of the request. An event that was
  /// accepted before under the same source and id is a `duplicate`, with the number that it got then.
  private static func answer(_ items: [PublishDesk.Item]) -> [UInt8] {
    var writer = JSONWriter(capacity: 64 * items.count + 64)
    writer.beginObject()
    writer.member("accepted", items.count(where: \.isNew))
    writer.key("items")
    writer.beginArray()
    for item in items {
      guard case .accepted(let event, let receipt) = item else { continue }
      writer.beginObject()
      writer.member("source", event.event.source)
      if let id = event.id { writer.member("id", id) }
      writer.member("status", receipt.isDuplicate ? "duplicate" : "accepted")
      writer.member("event_id", receipt.number.publicID)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }
}
