import NIOCore
import NIOHTTP1

/// The server's metrics page, where it tells its own figures.
struct AdminPage: Sendable {
  struct Unknown: Error {
    let reason: String
  }

  private static let maxBytes = 16 << 20

  let url: ServerURL?
  let certificates: String?
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
      let channel = try await Transport(to: url, trusting: certificates).connect(on: loop) { pipeline in
        try pipeline.addHTTPClientHandlers()
        try pipeline.addHandler(PageReader(promise, maxBytes: Self.maxBytes))
      }
      let head = HTTPRequestHead(
        version: .http1_1, method: .GET, uri: url.prefix + "/metrics",
        headers: ["Host": url.authority, "Connection": "close"])
      channel.write(HTTPClientRequestPart.head(head), promise: nil)
      channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
      return try await promise.futureResult.get()
    } catch {
      promise.fail(error)
      switch error {
      case let unknown as Unknown: throw unknown
      case BenchFailure.unreachable(_, let reason): throw Unknown(reason: "\(url.text): \(reason)")
      default: throw Unknown(reason: "\(url.text): \(error)")
      }
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

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    promise.fail(AdminPage.Unknown(reason: "the page cannot be read: \(error)"))
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    promise.fail(AdminPage.Unknown(reason: "the page was not sent whole"))
  }
}
