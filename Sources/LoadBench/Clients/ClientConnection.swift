import NIOCore

/// One WebSocket client: connects, subscribes, then counts what comes or asks again and again.
final class ClientConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private enum Phase { case upgrading, welcome, subscribing, open, closing, ended }

  let index: Int
  private(set) var sequence: SequenceCheck
  private let plan: ClientPlan
  private let lane: Lane
  private let progress: Progress
  private let ready: EventLoopPromise<Void>
  private var phase = Phase.upgrading
  private var context: ChannelHandlerContext?
  /// The beginning of a frame, or of the answer to the upgrade, that has not come whole.
  private var rest = ByteBuffer()
  private var now: UInt64 = 0
  private var arrived = 0
  private var deadline: Scheduled<Void>?
  /// What the server said last that may explain a close.
  private var notice: ServerAnswer?
  /// Pings sent since the beginning, and how many there may be.
  private(set) var requests = 0
  var requestLimit = 0

  init(index: Int, plan: ClientPlan, lane: Lane, progress: Progress, ready: EventLoopPromise<Void>) {
    self.index = index
    self.plan = plan
    self.lane = lane
    self.progress = progress
    self.ready = ready
    sequence = plan.sequence(of: index)
  }

  var isOpen: Bool { phase == .open }
  var hasEnded: Bool { phase == .ended }

  // MARK: Connecting

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) {
    end("the connection was lost")
    self.context = nil
  }

  func channelActive(context: ChannelHandlerContext) {
    let patience = plan.patience
    deadline = context.eventLoop.assumeIsolated().scheduleTask(in: patience.timeAmount) { [self] in
      fail(.handshakeOverdue(patience))
    }
    context.writeAndFlush(wrapOutboundOut(plan.upgrade.request), promise: nil)
  }

  private func readUpgrade() -> Bool {
    do throws(BenchFailure) {
      guard try plan.upgrade.readAnswer(&rest) else { return false }
      phase = .welcome
      return true
    } catch {
      fail(error)
      return false
    }
  }

  /// The server speaks first; then the subscription is asked for and confirmed.
  private func advance(_ answer: ServerAnswer) {
    switch (phase, answer.type) {
    case (.welcome, "connection_established"):
      guard let subscription = plan.subscription(of: index) else { return open() }
      phase = .subscribing
      send(.text, subscription)
    case (.welcome, "connection_error"): fail(.connectionRefused(code: answer.code, text: answer.text))
    case (.subscribing, "subscription_confirmed"): open()
    case (.subscribing, "subscription_error"), (.subscribing, "connection_error"):
      fail(.subscriptionRefused(code: answer.code, text: answer.text))
    // Others may be told at any time, such as connection_pool_info.
    default: break
    }
  }

  private func open() {
    phase = .open
    deadline?.cancel()
    lane.connections.append(self)
    ready.succeed()
  }

  /// Ends a connection that has not become ready.
  private func fail(_ failure: BenchFailure) {
    ready.fail(failure)
    end(failure.description)
  }

  // MARK: Reading

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    now = MonotonicTime.now
    var buffer = unwrapInboundIn(data)
    if rest.readableBytes > 0 {
      rest.writeBuffer(&buffer)
      (buffer, rest) = (rest, ByteBuffer())
    }
    if phase == .upgrading {
      rest = buffer
      guard readUpgrade() else { return }
      (buffer, rest) = (rest, ByteBuffer())
    }
    readFrames(buffer)
  }

  private func readFrames(_ buffer: ByteBuffer) {
    buffer.withUnsafeReadableBytes { bytes in
      var position = 0
      do throws(ServerFrame.Violation) {
        while phase != .ended, let frame = try ServerFrame.next(in: bytes, at: position) {
          receive(frame, UnsafeRawBufferPointer(rebasing: bytes[frame.payload]))
          position = frame.payload.upperBound
        }
      } catch {
        violated(error.text)
      }
      if position < bytes.count, phase != .ended { rest.writeBytes(bytes[position...]) }
    }
  }

  private func receive(_ frame: ServerFrame, _ payload: UnsafeRawBufferPointer) {
    switch frame.kind {
    case .text where frame.isCompressed: receiveCompressed(payload)
    case .text: receiveMessage(payload, wireBytes: payload.count)
    case .close: receiveClose(payload)
    case .ping: send(.pong, payload)
    case .pong: break
    }
  }

  private func receiveCompressed(_ payload: UnsafeRawBufferPointer) {
    guard plan.upgrade.deflate else { return violated("a compressed frame, which was not asked for") }
    let isSound = lane.inflated.withText(of: payload) { receiveMessage($0, wireBytes: payload.count) }
    if !isSound { violated("a frame that cannot be inflated") }
  }

  private func receiveMessage(_ text: UnsafeRawBufferPointer, wireBytes: Int) {
    guard let marker = plan.format.find(in: text, hint: &lane.hint) else { return receiveText(text) }
    lane.tally.bytes += wireBytes
    count(marker)
  }

  private func count(_ marker: Marker) {
    let verdict = sequence.accept(marker.number)
    lane.tally.record(verdict, latency: now > marker.time ? now - marker.time : 0)
    if verdict == .inOrder || verdict == .late { arrived += 1 }
  }

  private func receiveText(_ payload: UnsafeRawBufferPointer) {
    // Events of others may be many: only what may be an answer is parsed.
    guard phase != .open || payload.count < 4096 else { return lane.tally.others += 1 }
    guard let answer = ServerAnswer(payload) else {
      return violated("a text message that is no JSON object with a type")
    }
    if answer.isNotice {
      notice = answer
    } else if phase == .open {
      lane.tally.others += 1
    }
    advance(answer)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    guard arrived > 0 else { return }
    progress.add(arrived, at: now)
    request(arrived)
    arrived = 0
  }

  // MARK: Asking

  /// Sends pings in one write, up to the limit. Every answer is followed by a new one.
  func request(_ wanted: Int) {
    let count = min(wanted, requestLimit - requests)
    guard count > 0, let context, phase == .open else { return }
    var buffer = context.channel.allocator.buffer(capacity: count * 96)
    var message = ByteBuffer()
    for _ in 0..<count {
      message.clear()
      message.writeStaticString(#"{"type":"ping","id":""#)
      plan.format.append(Marker(time: MonotonicTime.now, number: UInt64(requests)), to: &message)
      message.writeStaticString(#""}"#)
      plan.frame.append(.text, message.readableBytesView, to: &buffer)
      requests += 1
    }
    context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
  }

  // MARK: Ending

  /// Says goodbye; the server then ends the connection, so that the ports of this side are free at once.
  func close() {
    guard phase == .open else { return }
    phase = .closing
    send(.close, [0x03, 0xe8])
  }

  private func receiveClose(_ payload: UnsafeRawBufferPointer) {
    guard phase != .closing else { return }
    send(.close, payload.prefix(2))
    let code = payload.count < 2 ? "without a code" : "\(UInt16(payload[0]) << 8 | UInt16(payload[1]))"
    let reason = String(decoding: payload.dropFirst(2), as: UTF8.self)
    end("close \(code)" + (reason.isEmpty ? "" : " \"\(reason)\""))
  }

  func channelInactive(context: ChannelHandlerContext) { end("the connection was lost without a close frame") }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if let failure = BenchFailure(encryption: error) { ready.fail(failure) }
    end("the connection broke: \(error)")
  }

  private func violated(_ text: String) {
    ready.fail(BenchFailure.notAServer(text))
    end("the server broke the protocol: \(text)")
  }

  private func end(_ how: String) {
    let before = phase
    guard before != .ended else { return }
    phase = .ended
    deadline?.cancel()
    let reason = [how, notice.map { "after \($0.summary)" }].compactMap(\.self).joined(separator: " ")
    switch before {
    case .open: progress.add(ClientEnding(client: index, reason: reason))
    case .upgrading, .welcome, .subscribing: ready.fail(BenchFailure.handshakeCut(reason))
    case .closing, .ended: break
    }
    context?.close(promise: nil)
  }

  private func send(_ kind: ServerFrame.Kind, _ payload: some Collection<UInt8>) {
    guard let context else { return }
    var buffer = context.channel.allocator.buffer(capacity: payload.count + 14)
    plan.frame.append(kind, payload, to: &buffer)
    context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
  }
}
