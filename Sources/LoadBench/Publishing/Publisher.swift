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
  /// After a 503, when it is the deliveries that set the pace; and the longest sleep.
  private static let pause = TimeAmount.milliseconds(100)

  /// How much later than the publisher a client may be cut by the same stop.
  private static let grace = TimeAmount.seconds(1)

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
    self.promise = promise
    guard let context, context.channel.isActive else { return endCut() }
    sentBefore = count.sent
    pacer = Pacer(pace: publishing.pace, batch: publishing.batch, length: length, start: MonotonicTime.now)
    pump()
  }

  /// Sends what is due; also called when deliveries have made room.
  func pump() {
    guard let context, !isPaused else { return }
    timer?.cancel()
    while let pacer, waiting.count < publishing.pipeline, takeStep(pacer, context) {}
    context.flush()
  }

  /// - Returns: false when there is nothing more to send for now.
  private func takeStep(_ pacer: Pacer, _ context: ChannelHandlerContext) -> Bool {
    guard !progress.hasEndings else { return finish() }
    switch pacer.step(at: MonotonicTime.now, sent: count.sent - sentBefore, outstanding: outstanding) {
    case .send(let events, let time):
      send(events, time: time, context)
      return true
    case .waitUntil(let time):
      return sleep(until: .uptimeNanoseconds(time), context)
    case .waitForOutstanding(let events):
      guard progress.wait(for: (count.sent - count.refused - events) * fan) else { return true }
      return sleep(until: .distantFuture, context)
    case .done:
      return finish()
    }
  }

  /// Events that are not delivered, counted in deliveries to everyone. Rounded up.
  private var outstanding: Int { count.sent - count.refused - progress.deliveries / fan }

  /// Not longer than a while: nothing else tells that a part is over or that connections have ended.
  private func sleep(until time: NIODeadline, _ context: ChannelHandlerContext) -> Bool {
    let deadline = min(time, .now() + Self.pause)
    timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in pump() }
    return false
  }

  private func finish() -> Bool {
    pacer = nil
    if waiting.isEmpty { succeed() }
    return false
  }

  private func succeed() {
    promise?.succeed(count)
    promise = nil
  }

  private func fail(_ failure: BenchFailure) {
    pacer = nil
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

  func channelInactive(context: ChannelHandlerContext) { cut(context) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  /// A server that stops cuts publisher and clients, in any order: the clients' endings, which have a reason, are then
  /// the result.
  private func cut(_ context: ChannelHandlerContext) {
    pacer = nil
    timer?.cancel()
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.grace) { [self] in endCut() }
  }

  private func endCut() {
    if progress.hasEndings { succeed() } else { fail(.publisherCut) }
  }
}
