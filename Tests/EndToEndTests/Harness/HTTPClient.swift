import Foundation
import Synchronization

/// Python's HTTP client. One request at a time.
final class HTTPClient: Sendable {
  private struct Request: Encodable {
    let method: String
    let path: String
    let headers: [String: String]
    let body: String?
  }

  struct Reply: Sendable, Decodable {
    let status: Int
    /// Names in lower case.
    let headers: [String: String]
    let body: String
  }

  private struct Failure: Decodable {
    let failure: String
  }

  private let process: ChildProcess
  private let routes: DeclaredRoutes
  private let repliesRead = Mutex(0)

  /// - Parameter routes: what the replies are held against.
  init(port: Int, _ routes: DeclaredRoutes = .clients) throws {
    self.routes = routes
    process = try ChildProcess(Installation.python, [Installation.client("http_client.py"), "127.0.0.1", "\(port)"])
  }

  func get(_ path: String, _ headers: [String: String] = [:]) async throws -> Reply {
    try await send(Request(method: "GET", path: path, headers: headers, body: nil))
  }

  func post(_ path: String, _ body: String, _ headers: [String: String]) async throws -> Reply {
    try await send(Request(method: "POST", path: path, headers: headers, body: body))
  }

  /// With any method.
  func request(
    _ method: String, _ path: String, _ body: String? = nil, _ headers: [String: String] = [:]
  ) async throws -> Reply {
    try await send(Request(method: method, path: path, headers: headers, body: body))
  }

  private func send(_ request: Request) async throws -> Reply {
    let index = repliesRead.withLock { index in
      defer { index += 1 }
      return index
    }
    try process.writeJSON(request)
    guard let line = try await process.output.line(at: index, "reply to \(request.method) \(request.path)") else {
      throw Unexpected("the end of the client", instead: process.errors.text)
    }
    if let failure = try? JSONDecoder().decode(Failure.self, from: Data(line.utf8)) {
      throw Unexpected(failure.failure, instead: "a reply to \(request.method) \(request.path)")
    }
    let reply = try JSONDecoder().decode(Reply.self, from: Data(line.utf8))
    try await routes.expect(reply, to: request.method, request.path)
    return reply
  }
}
