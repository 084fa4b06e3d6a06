import Deflate
import NIOCore
import NIOEmbedded
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

struct EchoConnectionTests {
  /// What the socket is asked for. `EmbeddedChannel` knows no halves and would close at once.
  private final class Socket: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    private(set) var reads = 0
    private(set) var isHalfClosed = false

    func read(context: ChannelHandlerContext) { reads += 1 }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
      guard mode == .output else { return context.close(mode: mode, promise: promise) }
      isHalfClosed = true
      promise?.succeed()
    }
  }

  /// An echo behind a channel that takes what it is given as long as it is told to.
  private final class Bench {
    let channel = EmbeddedChannel()
    let socket = Socket()
    let time = VirtualTime()
    let timers: TimerWheel
    /// What has come and was not read yet.
    private var received = ByteBuffer()

    /// - Parameter extensions: what the client offers.
    init(offering extensions: String = "") throws {
      timers = TimerWheel(time)
      let deflate = ExtensionOffer.list([extensions]).flatMap { PerMessageDeflate($0) }
      try channel.connect(to: SocketAddress(unixDomainSocketPath: "/test")).wait()
      try channel.pipeline.syncOperations.addHandlers([socket, EchoConnection(.test, timers: timers, deflate: deflate)])
    }

    var isOpen: Bool { channel.isActive }

    func send(_ frames: Frame...) throws { try channel.writeInbound(ByteBuffer(bytes: frames.flatMap(\.bytes))) }

    func setWritable(_ isWritable: Bool) {
      channel.isWritable = isWritable
      channel.pipeline.fireChannelWritabilityChanged()
    }

    func wait(_ duration: Duration) {
      time.advance(by: duration)
      timers.advance(to: time.now())
    }

    func frames() throws -> [Frame] {
      while let buffer = try channel.readOutbound(as: ByteBuffer.self) { received.writeImmutableBuffer(buffer) }
      var frames: [Frame] = []
      while let frame = Frame(&received) { frames.append(frame) }
      return frames
    }
  }

  private static func echo(_ frame: Frame) -> Frame {
    Frame(opcode: frame.opcode, payload: frame.payload, isMasked: false)
  }

  @Test func `Messages come back whole, pings as pongs`() throws {
    let bench = try Bench()
    try bench.send(.text("a", fin: false), .ping("p"), .pong("q"), .continuation("b"), .binary([0xFF]), .text(""))
    #expect(
      try bench.frames() == [.pong("p"), .text("ab"), .binary([0xFF]), .text("")].map(Self.echo))
  }

  @Test(arguments: ["permessage-deflate", "permessage-deflate; server_max_window_bits=9"])
  func `What comes compressed goes back compressed, the rest as it is`(_ offer: String) throws {
    let bench = try Bench(offering: offer)
    let deflater = try #require(Deflater(.full))
    var random = SplitMix64(seed: 5)
    let noise = (0..<70_000).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    for message in [[], Array("Hello".utf8), noise, Array(repeating: 7, count: 1 << 20)] as [[UInt8]] {
      let payload = try #require(deflater.deflate(message, atMost: 2 * message.count + 64) { Array($0) })
      try bench.send(Frame(opcode: 2, payload: payload, rsv: 4), .binary(message))
      let frames = try bench.frames()
      #expect(frames.map(\.rsv) == [4, 0])
      #expect(frames.map(\.opcode) == [2, 2])
      #expect(frames.map(\.message) == [message, message])
    }
  }

  @Test func `A close is answered with its code, and our half ended`() throws {
    let bench = try Bench()
    try bench.send(.text("a"), .close(3456, "why"), .text("b"))
    #expect(try bench.frames() == [.text("a"), .close(3456)].map(Self.echo))
    #expect(bench.socket.isHalfClosed)
    try bench.send(.text("c"))
    #expect(try bench.frames().isEmpty)
  }

  @Test(
    arguments: [
      (Frame(opcode: 3), 1002, "the opcode 3 is unknown"),
      (Frame(opcode: 1, payload: [0xFF]), 1007, "a text message must be UTF-8"),
    ] as [(Frame, Int, String)])
  func `What breaks the protocol closes with its code, after what was sound`(
    _ frame: Frame, _ code: Int, _ reason: String
  ) throws {
    let bench = try Bench()
    try bench.send(.text("a"), frame, .text("b"))
    #expect(try bench.frames() == [.text("a"), .close(UInt16(code), reason)].map(Self.echo))
  }

  @Test func `Who has said close is not waited for`() throws {
    let bench = try Bench()
    try bench.send(.close(1000))
    #expect(try bench.frames() == [Self.echo(.close(1000))])
    #expect(!bench.isOpen)
  }

  @Test func `A peer that breaks the protocol and does not end its half is not waited for`() throws {
    let bench = try Bench()
    try bench.send(Frame(opcode: 3))
    bench.wait(ClosingHandshake.timeout - .milliseconds(1))
    #expect(bench.isOpen)
    bench.wait(.milliseconds(1))
    #expect(!bench.isOpen)
  }

  @Test func `A stop says goodbye and waits for the peer's answer`() throws {
    let bench = try Bench()
    bench.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    #expect(try bench.frames() == [Self.echo(.close(1001, "the server stops"))])
    try bench.send(.text("not echoed"), .ping(), .close(1001))
    #expect(try bench.frames().isEmpty)
    bench.wait(ClosingHandshake.timeout)
    #expect(!bench.isOpen)
  }

  @Test func `A client that does not take its messages is not read from`() throws {
    let bench = try Bench()
    bench.channel.read()
    #expect(bench.socket.reads == 1)
    bench.setWritable(false)
    try bench.send(.text("a"), .text("b"))
    bench.channel.read()
    bench.channel.read()
    #expect(try bench.frames().isEmpty)
    #expect(bench.socket.reads == 1)
    try bench.send(.text("c"))
    bench.setWritable(true)
    #expect(try bench.frames() == [.text("a"), .text("b"), .text("c")].map(Self.echo))
    #expect(bench.socket.reads == 2)
    bench.channel.read()
    #expect(bench.socket.reads == 3)
  }

  @Test func `A goodbye is listened for even when the client takes nothing`() throws {
    let bench = try Bench()
    bench.setWritable(false)
    bench.channel.read()
    bench.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    #expect(bench.socket.reads == 1)
    try bench.send(.close(1001))
    #expect(bench.socket.isHalfClosed)
  }

  @Test func `A silent peer is pinged and then given up`() throws {
    let bench = try Bench()
    bench.wait(.seconds(20))
    #expect(try bench.frames() == [Self.echo(.ping())])
    try bench.send(.pong())
    bench.wait(.seconds(19))
    #expect(try bench.frames().isEmpty)
    bench.wait(.seconds(1))
    #expect(try bench.frames() == [Self.echo(.ping())])
    bench.wait(.seconds(19))
    #expect(bench.isOpen)
    bench.wait(.seconds(1))
    #expect(!bench.isOpen)
  }

  @Test(arguments: ["end", "close", "violation"])
  func `Nothing holds an echo that has ended`(_ way: String) throws {
    weak var handler: EchoConnection?
    do {
      let channel = EmbeddedChannel()
      try channel.connect(to: SocketAddress(unixDomainSocketPath: "/test")).wait()
      let timers = TimerWheel(VirtualTime())
      let echo = EchoConnection(.test, timers: timers)
      handler = echo
      try channel.pipeline.syncOperations.addHandler(echo)
      switch way {
      case "close": try channel.writeInbound(ByteBuffer(bytes: Frame.close(1000).bytes))
      case "violation": try channel.writeInbound(ByteBuffer(bytes: Frame(opcode: 3).bytes))
      default: break
      }
      _ = try channel.finish(acceptAlreadyClosed: true)
    }
    #expect(handler == nil)
  }
}

extension TimeAmount {
  fileprivate var duration: Duration { .nanoseconds(nanoseconds) }
}
