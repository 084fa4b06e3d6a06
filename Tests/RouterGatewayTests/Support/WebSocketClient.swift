import NIOCore
import RouterCore
import Testing

extension Frame {
  var json: JSONDocument? { opcode == 1 ? try? JSONDocument(parsing: message) : nil }
}

extension LoopbackClient {
  static func upgrade(_ target: String, _ headers: String = "") -> String {
    """
    GET \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r
    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\(headers)\r\n
    """
  }

  func send(_ frame: Frame) async throws { try await send(frame.bytes) }
  func send(json text: String) async throws { try await send(.text(text)) }

  /// Nil at the end of the stream.
  func frame() async -> Frame? { await read { Frame(&$0) } }

  /// Everything up to the close frame, which is the last, or to the end of the stream.
  func framesToClose() async -> [Frame] {
    var frames: [Frame] = []
    while let frame = await frame() {
      frames.append(frame)
      if frame.opcode == 8 { break }
    }
    return frames
  }

  /// The next text frame's `type`, or what came instead.
  func messageType() async -> String? {
    let frame = await frame()
    return frame?.json?.root["type"]?.string ?? frame?.description
  }

  /// Upgrades to a session; what follows `connection_established` is still to be read.
  func beginSession(_ token: String, query: String = "", headers: String = "") async throws {
    try await send(Self.upgrade("/api/v1/ws?token=\(token)\(query)", headers))
    #expect(await response()?.status == 101)
    #expect(await messageType() == "connection_established")
  }

  func subscribe(_ data: String) async throws {
    try await send(json: #"{"type":"subscribe","data":\#(data)}"#)
    #expect(await messageType() == "subscription_confirmed")
  }
}

extension GatewayBench {
  /// A client with a session.
  func session<Result>(
    _ token: String? = nil, query: String = "", receiveBuffer: Int? = nil,
    _ body: (LoopbackClient) async throws -> Result
  ) async throws -> Result {
    let valid = try await String.token()
    return try await LoopbackClient.connected(to: port, receiveBuffer: receiveBuffer) { client in
      try await client.beginSession(token ?? valid, query: query)
      return try await body(client)
    }
  }
}
