import NIOCore
import NIOEmbedded
import NIOWebSocket
import RouterCore
import TestSupport
import Testing

@testable import LegacyBridgePlugin

/// One connection without a network: what it reads while nobody fetches.
@Suite struct BackpressureTests {
  private final class ReadCounter: ChannelOutboundHandler {
    typealias OutboundIn = WebSocketFrame

    var count = 0

    func read(context: ChannelHandlerContext) {
      count += 1
      context.read()
    }
  }

  private let bench = BridgeBench()
  private let channel = EmbeddedChannel()
  private let reads = ReadCounter()
  private let handler: LinkHandler

  init() throws {
    let config = LegacyBridgeConfig.sample("url: ws://a\nevents: [ASSESSMENT_UPDATE]\nmax_message: 1KiB")
    let settings = LinkSettings(config, url: try LegacyURL(parsing: "ws://a"), bench.bench.context)
    handler = LinkHandler(
      LinkSettings(
        config, url: settings.url,
        ComponentContext(
          name: "old", catalogue: .standard, time: bench.time, logger: bench.bench.context.logger,
          readiness: bench.readiness)), .blind, since: bench.time.now())
    try channel.pipeline.syncOperations.addHandlers(reads, handler)
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 80)).wait()
    handler.begin()
    try arrive(#"{"type":"RESPONSE","id":"subscribe_1"}"#)
    _ = try sent()
  }

  private func arrive(_ text: String) throws {
    try channel.writeInbound(WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(string: text)))
  }

  /// What has gone out since.
  private func sent() throws -> [String] {
    var texts: [String] = []
    while let frame = try channel.readOutbound(as: WebSocketFrame.self) {
      texts.append(
        frame.opcode == .text
          ? JSONDocument.sample(String(buffer: frame.data)).root["type"]?.string ?? "" : "\(frame.opcode)")
    }
    return texts
  }

  /// Asks for another read, as the channel does after each.
  private func mayRead() -> Bool {
    let before = reads.count
    channel.pipeline.read()
    return reads.count > before
  }

  private func fetch() throws -> Int {
    let future = handler.fetch(on: channel.eventLoop)
    channel.embeddedEventLoop.run()
    return try future.wait().count
  }

  @Test func `Reading stops when so many events wait, and goes on when there is room`() throws {
    let event = #"{"type":"EVENT","id":"m"}"#
    for _ in 0..<163 { try arrive(event) }
    #expect(mayRead())
    try arrive(event)
    #expect(!mayRead())
    #expect(!mayRead())
    #expect(try fetch() == 164)
    #expect(reads.count == 2)
    #expect(mayRead())
  }

  @Test func `It stops for many small ones too`() throws {
    for _ in 0..<1023 { try arrive("[]") }
    #expect(mayRead())
    try arrive("[]")
    #expect(!mayRead())
    #expect(try fetch() == 256)
    #expect(reads.count == 2)
    #expect(mayRead())
  }

  @Test func `While nothing is read heartbeats go out, and silence is not the server's`() throws {
    for _ in 0..<1024 { try arrive("[]") }
    #expect(!mayRead())
    for _ in 0..<3 {
      bench.time.advance(by: .seconds(30))
      handler.tick()
      #expect(try sent() == ["HEARTBEAT", "\(WebSocketOpcode.ping)"])
      bench.time.advance(by: .seconds(10))
      handler.tick()
      bench.time.advance(by: .seconds(20))
    }
    #expect(bench.readiness.isReady)
    #expect(try fetch() == 256)
    bench.time.advance(by: .seconds(30))
    handler.tick()
    _ = try sent()
    bench.time.advance(by: .seconds(10))
    handler.tick()
    #expect(!bench.readiness.isReady)
    #expect(try sent() == ["\(WebSocketOpcode.connectionClose)"])
  }

  @Test func `At the end what has come is fetched first`() throws {
    for _ in 0..<300 { try arrive("[]") }
    try channel.close().wait()
    #expect(try fetch() == 256)
    #expect(try fetch() == 44)
    #expect(throws: BridgeFailure.closed(code: nil)) { try fetch() }
    #expect(throws: BridgeFailure.closed(code: nil)) { try fetch() }
  }
}
