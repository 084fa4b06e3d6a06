import HummingbirdCore
import NIOHTTP1
import RouterCore

/// A request for an event stream: what it subscribes to stands in the query, since `EventSource` sends nothing else (contract §5).
struct EventStreamRequest: Sendable {
  static let path = "/api/v1/events/stream"

  private static let filterPrefix = "filter."

  let head: HTTPRequestHead
  private let query: FlatDictionary<Substring, Substring>

  /// Nil for a request that is for something else, or that HTTP has to answer: another method, another version.
  init?(_ head: HTTPRequestHead) {
    let uri = URI(head.uri)
    guard head.method == .GET, head.version == .http1_1, uri.path == Self.path,
      !head.headers.contains(name: "Content-Length"), !head.headers.contains(name: "Transfer-Encoding")
    else { return nil }
    self.head = head
    query = uri.queryParameters
  }

  func token() throws(TokenError) -> RequestToken {
    try RequestToken(head, query: query[values: "token"].map { String($0) })
  }

  var fingerprint: String? {
    head.headers.first(name: "X-Client-Fingerprint") ?? query["fingerprint"].map { String($0) }
  }

  /// A browser that comes back says it in a header; who comes for the first time may say it in the query.
  var lastEvent: ResumeRequest.LastEvent {
    ResumeRequest.LastEvent(head.headers.first(name: "Last-Event-ID") ?? query["last_event_id"].map { String($0) })
  }

  var includesIDs: Bool { query["include_ids"] == "true" }

  var subscription: SubscribeRequest {
    SubscribeRequest(events: list("events"), agents: list("agents"), filters: filters)
  }

  private func list(_ name: Substring) -> [String] {
    var seen: Set<String> = []
    return query[values: name].flatMap { $0.split(separator: ",") }.map { String($0) }.filter {
      seen.insert($0).inserted
    }
  }

  private var filters: [FilterRequest] {
    var values: [String: [String]] = [:]
    for (name, value) in query where name.hasPrefix(Self.filterPrefix) {
      values[String(name.dropFirst(Self.filterPrefix.count)), default: []] += value.split(separator: ",").map(
        String.init)
    }
    return values.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { key, values in
      FilterRequest(key: key, allowed: values.flatMap(Self.meanings))
    }
  }

  /// A query has texts only: `5` may be the text or the number.
  private static func meanings(_ text: String) -> [JSONDocument] {
    let other = (try? JSONDocument(parsing: Array(text.utf8))).flatMap { document in
      [.number, .boolean].contains(document.root.kind) ? document : nil
    }
    return [JSONDocument.string(text)] + (other.map { [$0] } ?? [])
  }
}
