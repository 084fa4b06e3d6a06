import RouterCore

/// One connection of a foreign client to `/agents/ws`.
struct LegacyClient: Sendable {
  let client: Client

  /// Connects.
  /// - Parameter token: stands in the URL; `authenticate` sends one as a message.
  init(_ router: JunctorProcess, _ library: Client.Library = .python, token: String? = nil) async throws {
    client = try Client(library, by: .plain(port: router.port), .legacy, token: token)
    try await client.reports.opened()
  }

  /// Connects and sends AUTH.
  static func authenticated(
    _ router: JunctorProcess, _ library: Client.Library = .python, token: String
  ) async throws -> LegacyClient {
    let client = try await LegacyClient(router, library)
    let answer = try await client.authenticate(token)
    guard answer.type == "AUTH_SUCCESS" else { throw Unexpected(answer, instead: "AUTH_SUCCESS") }
    return client
  }

  // MARK: Asking

  /// Sends a message: the next frame that comes.
  func ask(_ message: String) async throws -> Frame {
    try client.send(message)
    return try await client.frame()
  }

  func authenticate(_ token: String, id: String = "auth_123") async throws -> Frame {
    try await ask(#"{"type":"AUTH","id":"\#(id)","payload":{"token":"\#(token)"}}"#)
  }

  /// - Parameter payload: as JSON.
  func request(
    _ action: String, _ payload: String = "{}", of target: String = "analysis-agent", as type: String = "COMMAND",
    id: String = "request_1"
  ) async throws -> Frame {
    try await ask(Self.request(action, payload, of: target, as: type, id: id))
  }

  static func request(
    _ action: String, _ payload: String = "{}", of target: String = "analysis-agent", as type: String = "COMMAND",
    id: String = "request_1"
  ) -> String {
    let address = #""target":{"type":"AGENT","id":"\#(target)"}"#
    return #"{"id":"\#(id)","type":"\#(type)",\#(address),"action":"\#(action)","payload":\#(payload)}"#
  }

  /// Subscribes and waits for the answer.
  func subscribe(_ events: String...) async throws {
    let answer = try await request("SUBSCRIBE", #"{"events":\#(Self.list(events))}"#)
    guard answer.type == "RESPONSE" else { throw Unexpected(answer, instead: "a RESPONSE to SUBSCRIBE") }
  }

  /// RECONNECT: the frame that answers it.
  /// - Parameter last: as JSON.
  func reconnect(after last: String, _ subscriptions: [String], id: String = "reconnect_123") async throws -> Frame {
    let payload = #"{"lastMessageId":\#(last),"subscriptions":\#(Self.list(subscriptions))}"#
    return try await ask(#"{"type":"RECONNECT","id":"\#(id)","payload":\#(payload)}"#)
  }

  static func list(_ names: some Sequence<String>) -> String {
    "[\(names.map { "\"\($0)\"" }.joined(separator: ","))]"
  }

  // MARK: Reading

  func frame() async throws -> Frame { try await client.frame() }
  func frames(_ count: Int) async throws -> [Frame] { try await client.frames(count) }
  func closing() async throws -> (frames: [Frame], closing: Closing) { try await client.closing() }
}

extension Frame {
  /// A member below `payload`.
  func payload(_ path: String...) -> JSONNode? {
    path.reduce(json.root["payload"]) { node, name in node?[name] }
  }

  /// The code of an ERROR; nil for other frames.
  var errorCode: String? { type == "ERROR" ? payload("code")?.string : nil }

  /// Byte for byte, but for the time.
  var timeless: String {
    text.replacing(/"timestamp":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/, with: #""timestamp":"now""#)
  }
}
