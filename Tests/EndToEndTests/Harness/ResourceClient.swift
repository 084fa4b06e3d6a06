import RouterCore

/// Works with resources below `/api/v1`, with one token, over a connection of its own.
struct ResourceClient: Sendable {
  private let http: HTTPClient
  private let token: String

  init(_ router: JunctorProcess, token: String) throws {
    http = try HTTPClient(port: router.port)
    self.token = token
  }

  /// - Parameters:
  ///   - path: behind `/api/v1/`.
  ///   - body: as JSON.
  func send(
    _ method: String, _ path: String, _ body: String? = nil, _ headers: [String: String] = [:]
  ) async throws -> HTTPClient.Reply {
    var all = ["Authorization": "Bearer \(token)"]
    if body != nil { all["Content-Type"] = "application/json" }
    return try await http.request("\(method)", "/api/v1/\(path)", body, all.merging(headers) { $1 })
  }

  func get(_ path: String, _ headers: [String: String] = [:]) async throws -> HTTPClient.Reply {
    try await send("GET", path, nil, headers)
  }

  /// Creates something that must be good.
  @discardableResult
  func create(_ path: String, _ body: String) async throws -> JSONNode {
    let reply = try await send("POST", path, body)
    guard reply.status == 201 else { throw Unexpected("\(reply.status) \(reply.body)", instead: "201") }
    return try reply.json
  }

  /// The items of a list's first page.
  func list(_ path: String) async throws -> [JSONNode] {
    let reply = try await get(path)
    guard reply.status == 200, let items = try reply.json["items"] else {
      throw Unexpected("\(reply.status) \(reply.body)", instead: "a list")
    }
    return Array(items.elements)
  }

  /// The items as soon as they are so.
  func list(_ path: String, until condition: ([JSONNode]) -> Bool) async throws -> [JSONNode] {
    let deadline = ContinuousClock.now + patience
    var items = try await list(path)
    while !condition(items) {
      guard ContinuousClock.now < deadline else { throw Overdue(what: "such a list", instead: "\(items.map(\.text))") }
      items = try await list(path)
    }
    return items
  }
}

extension HTTPClient.Reply {
  /// The body.
  var json: JSONNode { get throws { try JSONDocument(parsing: body).root } }

  /// The pointers, parameters and headers that a problem names.
  var wrong: [String] {
    get throws {
      try json["errors"]?.elements.compactMap { ($0["pointer"] ?? $0["parameter"] ?? $0["header"])?.string } ?? []
    }
  }
}
