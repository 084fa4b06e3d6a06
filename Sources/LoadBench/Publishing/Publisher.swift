import DequeModule
import NIOCore
import NIOHTTP1

/// Publishes by HTTP on one connection, requests following each other without waiting for the answers. Used on its event
/// loop only.
final class Publisher: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  /// Events of one request, by their first number.
  private struct Request {
    let first: Int
    let count: Int
  }

  private static let maxDetail = 4096
  /// After a 503, when it is the deliveries that set the pace.
  private static let pause = TimeAmount.milliseconds(100)

  private let publishing: Publishing
  private let template: EventTemplate
  private let head: HTTPRequestHead
  private let slots: Int
  private let fan: Int
  private let progress: Progress
  private var context: ChannelHandlerContext?
  private var waiting = Deque<Request>()
  private var status = HTTPResponseStatus.ok
  private var body = ByteBuffer()
  private(set) var count = PublishCount()

  /// The part that runs.
  private var pacer: Pacer?
  private var sentBefore = 0
  private var promise: EventLoopPromise<PublishCount>?
  private var timer: Scheduled<Void>?
  private var isPaused = false

  init(_ publishing: Publishing, options: BenchOptions, plan: ClientPlan, progress: Progress) {
    self.publishing = publishing
    self.progress = progress
    slots = plan.slots
    fan = plan.fan
    template = EventTemplate(format: plan.format, agents: slots, size: publishing.payload)
    head = HTTPRequestHead(
      version: .http1_1, method: .POST, uri: options.server.prefix + ServerURL.publishPath,
      headers: [
        "Host": options.server.authority, "Authorization": "Bearer \(options.token)",
        "Content-Type": "application/json",
      ])
  }

  // MARK: A part

  /// Publishes until the part's length is reached and everything is answered.
  func publish(_ length: RunLength, _ promise: EventLoopPromise<PublishCount>) {
    guard let context, context.channel.isActive else { return promise.fail(BenchFailure.publisherCut) }
    self.promise = promise
    sentBefore = count.sent
    pacer = Pacer(pace: publishing.pace, batch: publishing.batch, length: length, start: MonotonicTime.now)
    pump()
  }

  /// Sends what is due; also called when deliveries have made room.
  func pump() {
    guard let context, let pacer, !isPaused else { return }
    timer?.cancel()
    var hasWritten = false
    loop: while waiting.count < publishing.pipeline {
      guard !progress.hasEndings else {
        finish()
        break
      }
      switch pacer.step(at: MonotonicTime.now, sent: count.sent - sentBefore, outstanding: outstanding) {
      case .send(let events, let time):
        send(events, time: time, context)
        hasWritten = true
      case .waitUntil(let time):
        wake(at: time, context)
        break loop
      case .waitForOutstanding(let events):
        guard progress.wait(for: (count.sent - count.refused - events) * fan) else { continue }
        // Deliveries may stay away: then the part's end has to be noticed without them.
        wake(at: MonotonicTime.now + 100_000_000, context)
        break loop
      case .done:
        finish()
        break loop
      }
    }
    if hasWritten { context.flush() }
  }

  /// Events that are not delivered, counted in deliveries to everyone. Rounded up.
  private var outstanding: Int { count.sent - count.refused - progress.deliveries / fan }

  private func wake(at time: UInt64, _ context: ChannelHandlerContext) {
    timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: .uptimeNanoseconds(time)) { [self] in pump() }
  }

  private func finish() {
    pacer = nil
    if waiting.isEmpty { succeed() }
  }

  private func succeed() {
    promise?.succeed(count)
    promise = nil
  }

  private func fail(_ failure: BenchFailure) {
    pacer = nil
    timer?.cancel()
    promise?.fail(failure)
    promise = nil
  }

  // MARK: Requests

  private func send(_ events: Int, time: UInt64, _ context: ChannelHandlerContext) {
    var body = context.channel.allocator.buffer(capacity: events * (publishing.payload + 128))
    if events > 1 { body.writeStaticString("[") }
    for index in 0..<events {
      if index > 0 { body.writeStaticString(",") }
      template.append(Marker(time: time, number: UInt64(count.sent + index)), to: &body)
    }
    if events > 1 { body.writeStaticString("]") }
    var head = head
    head.headers.add(name: "Content-Length", value: String(body.readableBytes))
    waiting.append(Request(first: count.sent, count: events))
    count.sent += events
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    context.write(wrapOutboundOut(.end(nil)), promise: nil)
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      status = head.status
      body.clear()
    case .body(var part):
      if body.readableBytes < Self.maxDetail { body.writeBuffer(&part) }
    case .end:
      // An informational answer is none.
      if status.code >= 200, let request = waiting.popFirst() { settle(request) }
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    pump()
    if pacer == nil, waiting.isEmpty { succeed() }
  }

  private func settle(_ request: Request) {
    switch status.code {
    case 202: count.accepted += request.count
    case 503:
      count.refused += request.count
      for number in request.first..<request.first + request.count {
        count.refusedBySlot[number % slots, default: 0] += 1
      }
      pause()
    default: fail(.publishRefused(status: Int(status.code), detail: ProblemText.detail(of: body)))
    }
  }

  private func pause() {
    guard case .closed = publishing.pace, let context, !isPaused else { return }
    isPaused = true
    context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) { [self] in
      isPaused = false
      pump()
    }
  }

  func channelInactive(context: ChannelHandlerContext) { cut() }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    cut()
    context.close(promise: nil)
  }

  /// A server that stops cuts clients and publisher: then the clients' endings, which have a reason, are the result.
  private func cut() {
    guard progress.hasEndings else { return fail(.publisherCut) }
    pacer = nil
    succeed()
  }
}
