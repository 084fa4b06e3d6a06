import NIOCore
import RouterCore
import RouterResources

/// An HTTP answer that is written without Hummingbird: to a first request that cannot become a session, or as the head of an
/// event stream.
struct RawResponse: Sendable {
  private(set) var bytes: [UInt8]

  /// The connection ends behind it.
  /// - Parameter origin: the web page's that asks, if one does and may.
  init(_ problem: Problem, for origin: String? = nil, at now: Timestamp) {
    let body = problem.bytes
    var text = Self.start(problem.status.code, problem.status.reasonPhrase, at: now)
    for field in problem.fields { text += "\(field.name.canonicalName): \(field.value)\r\n" }
    text += Self.crossOrigin(origin)
    text += "content-length: \(body.count)\r\nconnection: close\r\n\r\n"
    bytes = Array(text.utf8) + body
  }

  /// The head of an event stream.
  /// - Parameter origin: the web page's, if one asks.
  init(streamFor origin: String?, at now: Timestamp) {
    var text = Self.start(200, "OK", at: now)
    // Proxies must not collect events, nor keep them.
    text += "content-type: text/event-stream\r\ncache-control: no-store\r\nx-accel-buffering: no\r\n"
    text += Self.crossOrigin(origin)
    text += "transfer-encoding: chunked\r\n\r\n"
    bytes = Array(text.utf8)
  }

  private static func crossOrigin(_ origin: String?) -> String {
    let exposed = CORSMiddleware.exposedHeaders
    return origin.map {
      "access-control-allow-origin: \($0)\r\naccess-control-expose-headers: \(exposed)\r\nvary: Origin\r\n"
    } ?? ""
  }

  private static func start(_ code: Int, _ reason: String, at now: Timestamp) -> String {
    "HTTP/1.1 \(code) \(reason)\r\ndate: \(HTTPDate.text(of: now))\r\nserver: junctor\r\n"
  }
}
