import Logging
import NIOCore
import NIOWebSocket
import RouterCore

/// One connection on its event loop: does what the conversation wants, and keeps what has come until it is fetched.
///
/// Reading stops while nobody fetches. Pings of the server then wait unread, but our heartbeats still go out.
final class LinkHandler: ChannelDuplexHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundIn = Never
  typealias OutboundOut = WebSocketFrame

  /// How long the other end may take to answer our close frame, before the socket is closed all the same. The time of the
  /// network, not of the source: nobody waits for it but the socket.
  private static let goodbye = TimeAmount.seconds(1)

  private let settings: LinkSettings
  private var conversation: Conversation
  private var inbox: Inbox
  private var failure: BridgeFailure?
  private var fetcher: EventLoopPromise<[InboxItem]>?
  private var askers: [RequestTicket: EventLoopPromise<JSONDocument>] = [:]
  private var context: ChannelHandlerContext?
  private var isReadPending = false
  private var isHeld = false
  private var hasWritten = false
  private var complaints = RareWarning()

  /// - Parameter start: when the connection was begun.
  init(_ settings: LinkSettings, _ beginning: Beginning, since start: Timestamp) {
    self.settings = settings
    conversation = Conversation(settings.terms, beginning, at: start)
    inbox = Inbox(sizeLimit: 4 * settings.maxMessage)
  }

  /// Of the conversation.
  var hasEndedUnanswered: Bool { conversation.hasEndedUnanswered }

  // MARK: Coming and going

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }
  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func begin() { perform(conversation.begin(at: settings.time.now())) }

  func leave() { perform(conversation.end(.left)) }

  func channelInactive(context: ChannelHandlerContext) {
    perform(conversation.end(.closed(code: nil)))
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // What comes behind an error is often another one; a goodbye is under way then.
    guard failure == nil else { return }
    let failure = ConnectionTrouble.failure(error, limit: settings.maxMessage)
    perform(conversation.end(failure))
    if failure.closeCode == nil { context.close(promise: nil) }
  }

  // MARK: Reading

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    conversation.hear()
    switch frame.opcode {
    case .text: read(frame.data)
    case .binary: if failure == nil { inbox.add(.garbage(.notText)) }
    // Who does not take our answers has to do without them.
    case .ping: if context.channel.isWritable { write(.pong, frame.data) }
    case .connectionClose: answerClose(frame.data)
    default: break
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    serveFetcher()
    flush()
    context.fireChannelReadComplete()
  }

  func read(context: ChannelHandlerContext) {
    guard inbox.isFull, failure == nil else { return context.read() }
    isReadPending = true
    guard !isHeld else { return }
    isHeld = true
    conversation.liveness.hold(true)
  }

  private func read(_ buffer: ByteBuffer) {
    guard failure == nil else { return }
    let bytes = Array(buffer.readableBytesView)
    do {
      let document = try JSONDocument(parsing: bytes, limits: JSONLimits(maxBytes: settings.maxMessage))
      perform(conversation.receive(try ServerMessage(document), at: settings.time.now()))
    } catch let mistake as MessageMistake {
      inbox.add(.garbage(mistake))
    } catch {
      guard String(validating: bytes, as: UTF8.self) != nil else { return perform(conversation.end(.notUTF8)) }
      inbox.add(.garbage(.notJSON))
    }
  }

  private func answerClose(_ payload: ByteBuffer) {
    let code = payload.getInteger(at: payload.readerIndex, as: UInt16.self)
    if failure == nil {
      var answer = payload
      write(.connectionClose, answer.readSlice(length: code == nil ? 0 : 2) ?? ByteBuffer())
      flush()
    }
    perform(conversation.end(.closed(code: code)))
    context?.close(promise: nil)
  }

  // MARK: Fetching

  /// What has come since, as soon as there is something; a failed future at the end.
  func fetch(on eventLoop: any EventLoop) -> EventLoopFuture<[InboxItem]> {
    let promise = eventLoop.makePromise(of: [InboxItem].self)
    fetcher = promise
    serveFetcher()
    return promise.futureResult
  }

  private func serveFetcher() {
    guard let promise = fetcher else { return }
    if !inbox.isEmpty {
      fetcher = nil
      promise.succeed(inbox.takeBatch())
      readOn()
    } else if let failure {
      fetcher = nil
      promise.fail(failure)
    }
  }

  private func readOn() {
    guard !inbox.isFull else { return }
    if isHeld {
      isHeld = false
      conversation.liveness.hold(false)
    }
    guard isReadPending else { return }
    isReadPending = false
    context?.read()
  }

  // MARK: Requests and time

  var nextTick: Timestamp { conversation.nextTick(at: settings.time.now()) }

  func tick() { perform(conversation.tick(at: settings.time.now())) }

  func ask(_ request: LegacyRequest, _ ticket: RequestTicket, _ promise: EventLoopPromise<JSONDocument>) {
    let now = settings.time.now()
    guard let context, context.channel.isWritable, conversation.takesRequests else {
      return promise.fail(LinkUnavailable())
    }
    if let wait = conversation.budget.take(at: now) {
      return promise.fail(RequestError.overRate(limit: conversation.budget.limit, retryAfter: wait))
    }
    guard let action = conversation.ask(request, ticket, at: now) else { return promise.fail(LinkUnavailable()) }
    askers[ticket] = promise
    perform([action])
  }

  func forget(_ ticket: RequestTicket) {
    conversation.forget(ticket)
    askers.removeValue(forKey: ticket)?.fail(CancellationError())
  }

  // MARK: Doing

  private func perform(_ actions: [ConversationAction]) {
    for action in actions { perform(action) }
    flush()
  }

  private func perform(_ action: ConversationAction) {
    switch action {
    case .send(let text): write(.text, ByteBuffer(bytes: text))
    case .ping: if context?.channel.isWritable == true { write(.ping, ByteBuffer()) }
    case .take(let event): inbox.add(.event(event))
    case .resumed(let id): inbox.add(.resumed(at: id))
    case .ready:
      settings.readiness.set(true)
      settings.logger.notice("connected to the legacy server", metadata: ["server": "\(settings.server)"])
    case .note(.complaint(let code)):
      // A server may send any number of them.
      guard complaints.happens(at: settings.time.now()) != nil else { return }
      settings.log(.complaint(code: code))
    case .note(let note): settings.log(note)
    case .answer(let ticket, let result): askers.removeValue(forKey: ticket)?.completeWith(result.mapError { $0 })
    case .abandon(let ticket): askers.removeValue(forKey: ticket)?.fail(LinkUnavailable())
    case .fail(let failure): end(failure)
    }
  }

  private func end(_ failure: BridgeFailure) {
    self.failure = failure
    settings.readiness.set(false)
    if let code = failure.closeCode, let context {
      write(.connectionClose, ByteBuffer(integer: code))
      flush()
      // Reads on, whatever is held back: the other end's close frame, or its end.
      if isReadPending { context.read() }
      let channel = context.channel
      context.eventLoop.scheduleTask(in: Self.goodbye) { channel.close(promise: nil) }
    }
    serveFetcher()
  }

  private func write(_ opcode: WebSocketOpcode, _ data: ByteBuffer) {
    guard let context, context.channel.isActive else { return }
    let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: data)
    context.write(wrapOutboundOut(frame), promise: nil)
    hasWritten = true
  }

  private func flush() {
    guard hasWritten else { return }
    hasWritten = false
    context?.flush()
  }
}

/// Nobody answers at present.
struct LinkUnavailable: Error {}
