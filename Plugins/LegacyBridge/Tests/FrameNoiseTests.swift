import NIOCore
import NIOEmbedded
import NIOWebSocket
import RouterCore
import TestSupport
import Testing

@testable import LegacyBridgePlugin

/// Whatever a server sends, a connection stays within its bounds or ends with a code that says why.
@Suite struct FrameNoiseTests {
  private static let texts = [
    ModelServer.event(id: "msg_1", serial: 1), #"{"type":"RESPONSE","id":"subscribe_1"}"#, #"{"type":"HEARTBEAT_ACK"}"#,
    #"{"type":"ERROR","payload":{"code":"X"}}"#, #"{"type":"RECONNECT_SUCCESS","payload":{"gap":true}}"#, "[]", "é",
  ]

  @Test(arguments: 0..<300)
  func `Noise ends a connection properly or not at all`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let config = LegacyBridgeConfig.sample("url: ws://a\nmax_message: 1KiB")
    let settings = LinkSettings(config, url: try LegacyURL(parsing: "ws://a"), .sample())
    let handler = LinkHandler(settings, .after(BridgePosition(lastMessageID: "msg_0")), since: VirtualTime.start)
    let channel = EmbeddedChannel()
    try channel.pipeline.syncOperations.addHandlers(
      ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: 1024)), FrameRules(),
      NIOWebSocketFrameAggregator(
        minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 4096, maxAccumulatedFrameSize: 1024), handler)
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 80)).wait()
    handler.begin()
    for _ in 0..<20 where channel.isActive {
      _ = try? channel.writeInbound(ByteBuffer(bytes: Self.bytes(&random)))
    }
    var codes: [UInt16] = []
    while let frame = try channel.readOutbound(as: WebSocketFrame.self) {
      if frame.opcode == .connectionClose, let code = frame.data.getInteger(at: 0, as: UInt16.self) {
        codes.append(code)
      }
    }
    _ = try? channel.finish(acceptAlreadyClosed: true)
    // The end is told behind what has come.
    var fetched = 0
    let failure = #expect(throws: BridgeFailure.self) {
      while true { fetched += try handler.fetch(on: channel.eventLoop).wait().count }
    }
    #expect(fetched <= 20)
    if case .closed(let code) = failure {
      #expect(codes == (code.map { [$0] } ?? []))
    } else {
      #expect(codes == (failure?.closeCode.map { [$0] } ?? []), "\(String(describing: failure))")
    }
  }

  /// A frame, mostly a good one, with a byte or more of it changed now and then.
  private static func bytes(_ random: inout SplitMix64) -> [UInt8] {
    let text = Array((texts.randomElement(using: &random) ?? "").utf8)
    let heads: [UInt8] = [0x81, 0x81, 0x81, 0x81, 0x81, 0x01, 0x80, 0x82, 0x89, 0x8A]
    let length = text.count < 126 ? [UInt8(text.count)] : [126, UInt8(text.count >> 8), UInt8(text.count & 255)]
    var bytes = [heads.randomElement(using: &random) ?? 0x81] + length + text
    guard Int.random(in: 0..<4, using: &random) == 0 else { return bytes }
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
    }
    return bytes
  }
}
