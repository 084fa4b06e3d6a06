import Foundation
import NIOCore
import RouterCore

@testable import RouterGateway

/// An HTTP response as it stood on the wire.
struct HTTPMessage: Sendable {
  let status: Int
  /// By lowercased name.
  let headers: [String: String]
  let body: String

  var json: JSONDocument? { try? JSONDocument(parsing: body) }

  /// Takes a response off the front; nil when it has not come completely.
  init?(_ buffer: inout ByteBuffer, hasBody: Bool = true) {
    let text = String(buffer: buffer)
    guard let end = text.range(of: "\r\n\r\n") else { return nil }
    let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
    status = lines.first.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
    headers = Dictionary(
      lines.dropFirst().compactMap { line in
        line.range(of: ": ").map { (line[..<$0.lowerBound].lowercased(), String(line[$0.upperBound...])) }
      }, uniquingKeysWith: { "\($0), \($1)" })
    let headLength = text[..<end.upperBound].utf8.count
    let length = status == 101 || !hasBody ? 0 : headers["content-length"].flatMap { Int($0) } ?? 0
    guard buffer.readableBytes >= headLength + length else { return nil }
    buffer.moveReaderIndex(forwardBy: headLength)
    body = buffer.readString(length: length) ?? ""
  }
}

extension LoopbackClient {
  func response(hasBody: Bool = true) async -> HTTPMessage? { await read { HTTPMessage(&$0, hasBody: hasBody) } }

  /// - Parameter headers: with their line ends.
  func request(_ method: String, _ path: String, _ headers: String = "", body: String? = nil) async throws
    -> HTTPMessage?
  {
    let length = body.map { "Content-Length: \($0.utf8.count)\r\n" } ?? ""
    try await send("\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\(headers)\(length)\r\n\(body ?? "")")
    let answer = await response(hasBody: method != "HEAD")
    if let answer { try await DeclaredRoutes.expect(answer, to: method, path) }
    return answer
  }
}

extension GatewayBench {
  /// Posts events over a connection of its own.
  /// - Parameters:
  ///   - type: nil sends no content type.
  ///   - headers: more of them, with their line ends.
  func ingest(
    _ body: String, _ type: String?, _ headers: String = "", as request: TokenMint.Request = .role("admin")
  ) async throws -> HTTPMessage? {
    let token = try await String.token(request)
    let contentType = type.map { "Content-Type: \($0)\r\n" } ?? ""
    return try await LoopbackClient.connected(to: port) { client in
      try await client.request(
        "POST", "/api/v1/events", "Authorization: Bearer \(token)\r\n\(contentType)\(headers)", body: body)
    }
  }
}
