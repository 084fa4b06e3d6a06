import NIOCore
import NIOHTTP1
import NIOPosix

/// The server's metrics page, where it tells its own figures.
struct AdminPage: Sendable {
  struct Unknown: Error {
    let reason: String
  }

  private static let maxBytes = 16 << 20

  let url: ServerURL?
  let loop: any EventLoop

  func figures() async -> Result<ServerFigures, Unknown> {
    do throws(Unknown) {
      let page = try await text()
      guard let figures = ServerFigures(page: page) else {
        throw Unknown(reason: "the page at \(url?.text ?? "") has no process_ figures: is it Junctor's?")
      }
      return .success(figures)
    } catch {
      return .failure(error)
    }
  }

  private func text() async throws(Unknown) -> String {
    guard let url else { throw Unknown(reason: "no --admin was given") }
    let promise = loop.makePromise(of: String.self)
    do {
      let address = try url.resolve()
      let channel = try await ClientBootstrap(group: loop).connectTimeout(.seconds(5)).channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          try channel.pipeline.syncOperations.addHandler(PageReader(promise, maxBytes: Self.maxBytes))
        }
      }.connect(to: address).get()
      let head = HTTPRequestHead(
        version: .http1_1, method: .GET, uri: url.prefix + "/metrics",
        headers: ["Host": url.authority, "Connection": "close"])
      channel.write(HTTPClientRequestPart.head(head), promise: nil)
      channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
      return try await promise.futureResult.get()
    } catch {
      promise.fail(error)
      if let unknown = error as? Unknown { throw unknown }
      let failure = BenchFailure(error, connectingTo: url.text)
      if case .unreachable(_, let reason) = failure { throw Unknown(reason: "\(url.text): \(reason)") }
      throw Unknown(reason: "\(url.text): \(failure)")
    }
  }
}

/// Collects one page.
private final class PageReader: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart

  private static let patience = TimeAmount.seconds(10)

  private let promise: EventLoopPromise<String>
  private let maxBytes: Int
  private var status = HTTPResponseStatus.ok
  private var body = ByteBuffer()
  private var deadline: Scheduled<Void>?

  init(_ promise: EventLoopPromise<String>, maxBytes: Int) {
    self.promise = promise
    self.maxBytes = maxBytes
  }

  func channelActive(context: ChannelHandlerContext) {
    let channel = context.channel
    deadline = context.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): status = head.status
    case .body(var part):
      body.writeBuffer(&part)
      if body.readableBytes > maxBytes { context.close(promise: nil) }
    case .end:
      let isPage = status == .ok
      promise.completeWith(
        isPage ? .success(String(buffer: body)) : .failure(AdminPage.Unknown(reason: "the page answers \(status.code)"))
      )
      context.close(promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    promise.fail(AdminPage.Unknown(reason: "the page was not sent whole"))
  }
}
