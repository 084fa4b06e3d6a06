import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Clients that come and go at random over a small ring and small pages, against a model in which each of them is asked
/// about every event.
struct ResumePropertyTests {
  private struct Client {
    /// Its present connection.
    var session: EmbeddedSession
    /// The session's rules, as of its last subscription.
    var model: Session
    /// What it must hear, has heard, and last knew.
    var expected: [UInt64] = []
    var heard: [UInt64] = []
    var last: UInt64
    var isConnected = true
    var changes = 0

    /// Whether messages are read.
    var isTalking: Bool {
      let resumption = session.connection.resumption
      return isConnected && session.isOpen && session.isWritable && (resumption == nil || resumption?.isWelcome == true)
    }
  }

  private static let types = ["agent_status", "agent_created", "system_alert"]

  private static func server(_ random: inout SplitMix64) -> ServerConfig {
    var server = ServerConfig.test
    server.catchUp = .kibibytes(Int.random(in: 4...64, using: &random))
    return server
  }

  private let bench: ShardBench
  private var random: SplitMix64
  private var clients: [Client] = []
  /// Steps that are in the journal and have not come to the loop.
  private var late: [(deliveries: [Delivery], position: JournalPosition)] = []
  private let trims: Bool
  /// All connections there ever were.
  private var opened: [EmbeddedSession] = []

  private init(seed: UInt64, trims: Bool) throws {
    var random = SplitMix64(seed: seed)
    bench = ShardBench(Self.server(&random))
    self.random = random
    self.trims = trims
  }

  init() throws { try self.init(seed: 0, trims: false) }

  @Test(arguments: 1...60)
  func `Every client hears what it asked for, once and in order, however often its connection ends`(
    seed: UInt64
  ) throws {
    var run = try Self(seed: seed, trims: false)
    try run.play()
  }

  @Test(arguments: 1...40)
  func `What it does not hear because it has gone is announced, and nothing else`(seed: UInt64) throws {
    var run = try Self(seed: seed, trims: true)
    try run.play()
  }

  private mutating func play() throws {
    for _ in 0..<6 {
      let session = try bench.session()
      opened.append(session)
      clients.append(Client(session: session, model: session.connection.session, last: 0))
    }
    for _ in 0..<300 { try act() }
    try finish()
    for client in clients {
      let difference = zip(client.heard, client.expected).first { $0 != $1 }.map { "heard \($0), expected \($1)" }
      #expect(
        client.heard.count == client.expected.count && difference == nil,
        "\(difference ?? "heard \(client.heard.count) of \(client.expected.count)")")
    }
    for session in opened { session.close() }
    bench.settle()
    #expect(bench.counters.resumedSessions.load() > 0)
    #expect((bench.shard.size, bench.journal.replays) == (0, 0))
  }

  private mutating func act() throws {
    bench.journal.limit = Int.random(in: 1...20, using: &random)
    let index = Int.random(in: clients.indices, using: &random)
    switch Int.random(in: 0..<16, using: &random) {
    case 0: try subscribe(index)
    case 1: clients[index].session.isWritable = false
    case 2: clients[index].session.isWritable = true
    case 3...4: try disconnect(index)
    case 5...7: try resume(index)
    case 8: bench.journal.isPrompt = Bool.random(using: &random)
    case 9: bench.journal.answer()
    case 10: postLate()
    case 11 where trims:
      bench.journal.trim(
        through: EventNumber(bench.published - min(bench.published, UInt64.random(in: 0...60, using: &random))))
    case 12 where clients[index].isTalking: try clients[index].session.say(#"{"type":"ping"}"#)
    default: publish()
    }
    if Bool.random(using: &random) { bench.turn() }
    for index in clients.indices { try listen(index, losing: 0) }
  }

  // MARK: Events

  private mutating func publish() {
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let step = (0..<Int.random(in: 1...5, using: &random)).compactMap { _ in decide() }
      // A step that has nothing for clients is not offered to them.
      guard !step.isEmpty else { continue }
      late.append((step, bench.journal.position))
      if Int.random(in: 0..<4, using: &random) > 0 { postLate() }
    }
  }

  private mutating func decide() -> Delivery? {
    let type = Self.types.randomElement(using: &random) ?? ""
    let agent = Int.random(in: 1...3, using: &random)
    let severity = ["info", "error"].randomElement(using: &random) ?? ""
    let isForClients = Int.random(in: 0..<8, using: &random) > 0
    let delivery = bench.decide(
      type, #"{"agent_id":"a\#(agent)","alert_id":"1","severity":"\#(severity)"}"#, isForClients: isForClients)
    guard isForClients else { return nil }
    for index in clients.indices where clients[index].model.admits(delivery.event) {
      clients[index].expected.append(delivery.number.value)
    }
    return delivery
  }

  /// Steps come to the loop in order, each in one or two bursts, and the loop may turn in between.
  private mutating func postLate() {
    for (deliveries, position) in late {
      let cut = Int.random(in: 0...deliveries.count, using: &random)
      if cut > 0, cut < deliveries.count {
        bench.post(Array(deliveries[..<cut]), upTo: position, isLast: false)
        if Bool.random(using: &random) { bench.turn() }
        bench.post(Array(deliveries[cut...]), upTo: position)
      } else {
        bench.post(deliveries, upTo: position)
      }
    }
    late = []
  }

  // MARK: Clients

  /// Only adds, so that what waits stays asked for; and when nothing is on its way, so that the model knows what is before.
  private mutating func subscribe(_ index: Int) throws {
    postLate()
    bench.turn()
    try listen(index, losing: 0)
    // What it says is read at once then.
    guard clients[index].isTalking, clients[index].changes < 8 else { return }
    clients[index].changes += 1
    let type = Self.types.randomElement(using: &random) ?? ""
    let agents = Bool.random(using: &random) ? #","agents":["a\#(Int.random(in: 1...3, using: &random))"]"# : ""
    let filters = type == "system_alert" ? #","filters":{"severity":"error"}"# : ""
    try clients[index].session.subscribe(#"{"events":["\#(type)"]\#(agents)\#(filters)}"#)
    clients[index].model = clients[index].session.connection.session
    #expect(clients[index].model.subscriptions.types[try #require(Catalogue.standard.id(named: type))] != nil)
  }

  /// The connection ends, and a part of what was written to it is lost.
  private mutating func disconnect(_ index: Int) throws {
    bench.turn()
    try listen(index, losing: Int.random(in: 0...5, using: &random))
    clients[index].session.close()
    clients[index].isConnected = false
  }

  private mutating func resume(_ index: Int) throws {
    // The old connection may be there still, and what it has on its way is lost.
    try listen(index, losing: Int.random(in: 0...3, using: &random))
    clients[index].isConnected = true
    let name = clients[index].model.id.publicID
    clients[index].session = try bench.session(
      resuming: ResumeRequest(session: name, lastEvent: "msg_\(clients[index].last)"))
    opened.append(clients[index].session)
  }

  /// Hears what has been written.
  /// - Parameter losing: so many of the last frames are not heard, and none after them.
  private mutating func listen(_ index: Int, losing count: Int) throws {
    guard clients[index].isConnected else { return }
    let frames = try clients[index].session.frames()
    for frame in frames.dropLast(count) {
      if let resume = frame.json?.root[["data", "resume"]] {
        #expect(resume["resumed"]?.bool == true)
        if let gap = resume["gap"], !gap.isNull { forget(index, gap) }
      }
      let numbers = [frame].numbers
      clients[index].heard += numbers
      clients[index].last = numbers.last ?? clients[index].last
    }
    if count > 0 || frames.contains(where: { $0.opcode == 8 }) { clients[index].isConnected = false }
  }

  /// What is announced to be missing is not expected.
  private mutating func forget(_ index: Int, _ gap: JSONNode) {
    #expect(trims && gap["reason"]?.string == "expired")
    let bounds = ["from", "to"].compactMap { gap[$0]?.string }.compactMap { UInt64($0.dropFirst("msg_".count)) }
    guard bounds.count == 2 else { return #expect(bounds.count == 2) }
    #expect(bounds[0] > clients[index].last)
    clients[index].expected.removeAll { bounds[0] <= $0 && $0 <= bounds[1] }
  }

  private mutating func finish() throws {
    bench.journal.isPrompt = true
    for _ in 0..<20 {
      bench.journal.answer()
      postLate()
      for index in clients.indices {
        clients[index].session.isWritable = true
        bench.settle()
        try listen(index, losing: 0)
        if !clients[index].isConnected { try resume(index) }
      }
    }
  }
}
