import RouterCore
import TestSupport

@testable import LegacyBridgePlugin

/// A bridge without a network: a model server, what is on the way from it, the conversation, and a log. Everything that can
/// happen to them is a method.
struct BridgeSimulation {
  let bench = SourceBench()
  var server = ModelServer()
  /// From the server, not yet arrived.
  private(set) var wire: [String] = []
  private(set) var conversation: Conversation?
  private(set) var inbox = Inbox(sizeLimit: 1 << 20)
  private var transfer: EventTransfer
  private var memory = ResumptionMemory()
  private var now = VirtualTime.start
  /// Whether the log has been told that the server answers RECONNECT: from then on nothing may be lost.
  private(set) var isKnownToResume = false
  private var hasAnswered = false
  /// Events that nobody can ask of the bridge: sent while it was not there and had no position, or forgotten by the server.
  private(set) var waived: Set<Int> = []
  private(set) var mistakes: [String] = []
  /// How often the server had lost its memory when the position was stored: an id of an earlier life may mean another event.
  private var lifeOfPosition = 0
  private var life = 0

  init() { transfer = EventTransfer(bench.context) }

  var isLive: Bool { conversation?.phase == .live }

  mutating func connect() {
    let position = bench.emitter.position.flatMap(BridgePosition.init(stored:))
    server.connect()
    wire = []
    hasAnswered = false
    inbox = Inbox(sizeLimit: 1 << 20)
    var terms = ConversationTerms.sample
    terms.token = server.token.map { .init($0) }
    var new = Conversation(terms, memory.beginning(at: position), at: now)
    let actions = new.begin(at: now)
    conversation = new
    perform(actions)
  }

  /// The link breaks. What has arrived is still handed to the log, unless the bridge is killed.
  mutating func disconnect(isKilled: Bool) async throws {
    if var ended = conversation {
      _ = ended.end(.closed(code: nil))
      memory.ends(isUnanswered: ended.hasEndedUnanswered)
    }
    if isKilled { memory = ResumptionMemory() }
    conversation = nil
    wire = []
    if isKilled { inbox = Inbox(sizeLimit: 1 << 20) }
    while !inbox.isEmpty { try await store() }
  }

  mutating func publish() {
    let frame = server.publish()
    if conversation == nil || !server.isSubscribed { return }
    wire.append(frame)
  }

  /// What the position names in the server's present life; nil without one.
  var storedNumber: Int? {
    bench.emitter.position.flatMap(BridgePosition.init(stored:)).flatMap { Int($0.lastMessageID.dropFirst(4)) }
  }

  /// Whether the position is one of the server's present life.
  var isPositionPresent: Bool { lifeOfPosition == life }

  /// The server's memory goes, and the connection with it: what the bridge does not have yet is lost.
  mutating func forget() async throws {
    try await disconnect(isKilled: false)
    waive(upTo: server.frames.count)
    server.forget()
    life += 1
  }

  /// The first message on the way arrives.
  mutating func arrive() throws {
    guard var current = conversation, !wire.isEmpty else { return }
    let text = wire.removeFirst()
    let message = try ServerMessage(.sample(text))
    if case .resumed = message, current.phase == .resuming { hasAnswered = true }
    // Whoever is told of a gap cannot have what was sent before.
    if case .resumed(let resumption) = message, resumption.hasGap {
      waive(upTo: server.frames.count - wire.count { $0.contains(#""EVENT""#) })
    }
    let actions = current.receive(message, at: now)
    conversation = current
    perform(actions)
  }

  /// Nothing comes until the beginning's next deadline.
  /// - Returns: whether that is the end of the connection.
  mutating func wait() -> Bool {
    guard var current = conversation, current.phase != .live, let deadline = current.deadline else { return false }
    now = max(now, deadline)
    let actions = current.tick(at: now)
    conversation = current
    guard case .fail? = actions.last else {
      perform(actions)
      return false
    }
    return true
  }

  /// The log takes a batch.
  mutating func store() async throws {
    try await transfer.hand(inbox.takeBatch(), to: bench.emitter)
    lifeOfPosition = life
    if hasAnswered, inbox.isEmpty, storedNumber != nil { isKnownToResume = true }
  }

  /// What the server cannot know to send when it gets this message.
  private mutating func waive(before text: String) {
    if let number = storedNumber {
      // It takes the id for one of this life.
      if text.contains("RECONNECT"), lifeOfPosition < life, number <= server.frames.count { waive(upTo: number) }
      // What a server that has never resumed sent meanwhile is lost.
      if text.contains("SUBSCRIBE"), !isKnownToResume { waive(upTo: server.frames.count) }
    } else if text.contains("SUBSCRIBE") || text.contains("RECONNECT") {
      // What was before is nobody's.
      waive(upTo: server.frames.count)
    }
  }

  /// - Parameter number: of the server's present life; everything of earlier ones goes too.
  private mutating func waive(upTo number: Int) {
    let last = server.published - server.frames.count + number
    if last > 0 { waived.formUnion(1...last) }
  }

  private mutating func perform(_ actions: [ConversationAction]) {
    for action in actions {
      switch action {
      case .send(let bytes):
        let text = String(decoding: bytes, as: UTF8.self)
        waive(before: text)
        wire += server.receive(text)
      case .take(let event): inbox.add(.event(event))
      case .resumed(let id): inbox.add(.resumed(at: id))
      case .fail(let failure): mistakes.append("\(failure)")
      case .ping, .ready, .note, .answer, .abandon: break
      }
    }
  }
}
