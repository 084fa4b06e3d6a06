import NIOCore
import NIOHTTP1
import NIOPosix
import RouterCore
import Synchronization
import TestSupport

/// An HTTP server on loopback that answers as a test says.
final class Receiver: Sendable {
  struct Request: Sendable {
    let path: String
    let headers: [String: String]
    let body: String

    /// The ids of the CloudEvents in the body.
    var ids: [String] {
      guard let root = try? JSONDocument(parsing: body).root else { return [] }
      return root.kind == .array ? root.elements.compactMap { $0["id"]?.string } : [root["id"]?.string ?? "?"]
    }
    var numbers: [UInt64] { ids.compactMap { UInt64($0.dropFirst(4)) } }
  }

  enum Answer: Sendable {
    case status(Int, [String: String] = [:], body: String = "")
    /// Reads the request and says nothing.
    case silence
    /// Closes the connection without an answer.
    case end
    /// The head and so many bytes; the rest never comes.
    case slowBody(Int)
    /// The head and a body without an end.
    case endlessBody
  }

  typealias Script = @Sendable (Request, _ index: Int) -> Answer

  struct Record: Sendable {
    var requests: [Request] = []
    /// What was answered with 2xx, in order.
    var accepted: [Request] = []
    var open = 0
    var mostOpen = 0
  }

  let record = Watched(Record())
  private let script: Mutex<Script>
  private let listener = Mutex<(any Channel)?>(nil)
  private let connections = Mutex<[ObjectIdentifier: any Channel]>([:])
  private let portInUse = Mutex(0)

  /// - Parameter isOpen: listens from the start.
  init(isOpen: Bool = true, _ script: @escaping Script = { _, _ in .status(204) }) async throws {
    self.script = Mutex(script)
    try await open()
    if !isOpen { try await shut() }
  }

  deinit {
    listener.withLock { $0?.close(promise: nil) }
    connections.withLock { $0.values.forEach { $0.close(promise: nil) } }
  }

  var port: Int { portInUse.withLock { $0 } }
  var url: String { "http://127.0.0.1:\(port)/hook?token=hush" }
  var requests: [Request] { record.value.requests }
  var accepted: [UInt64] { record.value.accepted.flatMap(\.numbers) }

  func answer(_ script: @escaping Script) { self.script.withLock { $0 = script } }

  /// Listens, again on the same port.
  func open() async throws {
    weak let receiver = self
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.pipeline.configureHTTPServerPipeline().flatMapThrowing {
          guard let receiver else { throw ChannelError.ioOnClosedChannel }
          receiver.connections.withLock { $0[ObjectIdentifier(channel)] = channel }
          try channel.pipeline.syncOperations.addHandler(ReceiverHandler(receiver))
        }
      }
      .bind(host: "127.0.0.1", port: port).get()
    portInUse.withLock { $0 = channel.localAddress?.port ?? 0 }
    listener.withLock { $0 = channel }
  }

  /// As a process that dies: nobody listens, and all connections are gone.
  func shut() async throws {
    let channel = listener.withLock { $0.take() }
    try await channel?.close()
    for channel in connections.withLock({ Array($0.values) }) { try? await channel.close() }
    connections.withLock { $0 = [:] }
  }

  fileprivate func take(_ request: Request) -> Answer {
    let index = record.change { record in
      record.requests.append(request)
      record.open += 1
      record.mostOpen = max(record.mostOpen, record.open)
      return record.requests.count - 1
    }
    let answer = script.withLock { $0 }(request, index)
    record.change { record in
      switch answer {
      case .status(200..<300, _, _), .slowBody, .endlessBody: record.accepted.append(request)
      case .status, .silence, .end: break
      }
    }
    return answer
  }

  fileprivate func ended() { record.change { $0.open -= 1 } }
  fileprivate func closed(_ channel: any Channel) {
    connections.withLock { $0[ObjectIdentifier(channel)] = nil }
  }
}

// Safety: used on its channel's event loop only.
private final class ReceiverHandler: ChannelInboundHandler, @unchecked Sendable {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let receiver: Receiver
  private var head: HTTPRequestHead?
  private var body = ByteBuffer()
  private var isOpen = false

  init(_ receiver: Receiver) { self.receiver = receiver }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body.clear()
    case .body(var part): body.writeBuffer(&part)
    case .end:
      guard let head else { return }
      let headers = Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
      isOpen = true
      let request = Receiver.Request(path: head.uri, headers: headers, body: String(buffer: body))
      write(receiver.take(request), context)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    receiver.closed(context.channel)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func end() {
    if isOpen { receiver.ended() }
    isOpen = false
  }

  private func write(_ answer: Receiver.Answer, _ context: ChannelHandlerContext) {
    switch answer {
    case .status(let status, let headers, let body):
      // Counted before the client can know, so that it never sees one request too many.
      end()
      writeHead(status, headers.merging(["content-length": "\(body.utf8.count)"]) { $1 }, context)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    case .silence: break
    case .end: context.close(promise: nil)
    case .slowBody(let count):
      writeHead(200, ["content-length": "1000000"], context)
      let bytes = ByteBuffer(repeating: UInt8(ascii: "x"), count: count)
      context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
    case .endlessBody:
      writeHead(200, ["transfer-encoding": "chunked"], context)
      writeOn(context)
    }
  }

  private func writeHead(_ status: Int, _ headers: [String: String], _ context: ChannelHandlerContext) {
    let fields = HTTPHeaders(headers.map { ($0.key, $0.value) })
    let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: fields)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
  }

  /// Ends when the client closes.
  private func writeOn(_ context: ChannelHandlerContext) {
    let bytes = ByteBuffer(repeating: UInt8(ascii: "x"), count: 16 << 10)
    let written = context.eventLoop.makePromise(of: Void.self)
    let loopBound = NIOLoopBound(context, eventLoop: context.eventLoop)
    written.futureResult.whenSuccess { self.writeOn(loopBound.value) }
    context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: written)
  }
}
