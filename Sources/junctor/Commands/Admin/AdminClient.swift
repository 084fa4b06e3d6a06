import AsyncHTTPClient
import NIOCore
import RouterCore
import RouterGateway

/// Talks to the admin listener of a running router.
struct AdminClient {
  struct Answer {
    /// Below 400.
    let isGood: Bool
    let document: JSONDocument
  }

  private static let patience = TimeAmount.seconds(10)
  private static let maxBytes = 1 << 16

  let admin: AdminConfig

  /// - Throws: `AdminFailure` when nobody answers, or not in JSON.
  func get(_ path: String) async throws(AdminFailure) -> Answer {
    try await answer(to: HTTPClientRequest(url: base + path))
  }

  /// - Throws: `AdminFailure` when nobody answers, or not in JSON.
  func post(_ path: String, _ body: [UInt8]) async throws(AdminFailure) -> Answer {
    var request = HTTPClientRequest(url: base + path)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/json")
    request.body = .bytes(ByteBuffer(bytes: body))
    return try await answer(to: request)
  }

  private func answer(to request: HTTPClientRequest) async throws(AdminFailure) -> Answer {
    do {
      let response = try await HTTPClient.shared.execute(request, timeout: Self.patience)
      let body = try await response.body.collect(upTo: Self.maxBytes)
      let document = try JSONDocument(parsing: Array(body.readableBytesView))
      return Answer(isGood: response.status.code < 400, document: document)
    } catch {
      throw AdminFailure(
        "the router's admin listener (\(admin.listen)) does not answer as expected: is the router running? (\(error))")
    }
  }

  private var base: String {
    switch admin.listen {
    case .tcp(let host, let port): "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    case .unix(let path): "http+unix://\(path.replacing("/", with: "%2F"))"
    }
  }
}

/// Why a router did not do or say what it was asked, in words for an operator.
struct AdminFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  /// From a problem document: its detail, and a line for each place.
  init(_ problem: JSONNode) {
    let places = problem["errors"].map { Array($0.elements) } ?? []
    let lines = places.map { "\n  \($0["pointer"]?.string ?? ""): \($0["detail"]?.string ?? "")" }
    description = (problem["detail"]?.string ?? problem["title"]?.string ?? "the router refuses") + lines.joined()
  }
}
