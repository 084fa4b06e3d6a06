import Deflate
import NIOCore
import RouterCore

/// One input of libFuzzer: what a client sends behind its upgrade, cut into reads of as many bytes as the first byte says. Its
/// top bit says that permessage-deflate was agreed on.
/// From the socket's bytes to the session's answers. A broken promise traps.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFrames(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard let first = bytes.first else { return 0 }
  let (cut, inflates) = (Int(first & 0x7F) + 1, first & 0x80 != 0)
  let stream = Array(bytes.dropFirst())
  let inputs = inputs(of: stream, inflates: inflates, cut: cut)
  precondition(
    inputs == FrameFuzz.inputs(of: stream, inflates: inflates, cut: .max), "the cuts of the stream change what is read")
  precondition(isNaive(inputs, stream, inflates), "a naive reader reads something else")
  var conversation = Conversation()
  for input in inputs { conversation.take(input) }
  return 0
}

private let limits = Conversation.limits.reading

private func inputs(of stream: [UInt8], inflates: Bool, cut: Int) -> [MessageReader.Input] {
  var reader = MessageReader(limits: limits, inflates: inflates)
  var inputs: [MessageReader.Input] = []
  var rest = stream[...]
  while !rest.isEmpty {
    reader.append(ByteBuffer(bytes: rest.prefix(cut)))
    rest = rest.dropFirst(cut)
    while let input = reader.next() { inputs.append(input) }
    precondition(
      reader.heldBytes <= 2 * (limits.messageSize + 256) + (inflates ? Inflater.memory : 0),
      "more is held than a message")
  }
  return inputs
}

private func isNaive(_ inputs: [MessageReader.Input], _ stream: [UInt8], _ inflates: Bool) -> Bool {
  // It takes the square of the size.
  guard stream.count <= 2000 else { return true }
  let naive = NaiveReader.inputs(
    of: stream, messageSize: limits.messageSize, fragments: limits.fragments, inflates: inflates)
  return inputs.map(NaiveReader.Input.init) == naive
}

/// What a session makes of the messages.
private struct Conversation {
  static let limits: SessionLimits = {
    var limits = SessionLimits(.production)
    (limits.messageSize, limits.agents, limits.eventTypes, limits.names) = (1024, 20, 6, 12)
    return limits
  }()

  private static let catalogue: Catalogue = {
    guard let catalogue = try? Catalogue(disabling: ["maintenance_mode"]) else { preconditionFailure("no catalogue") }
    return catalogue
  }()

  private static let now = Timestamp(microseconds: 1_705_314_600_000_000)

  /// The documented example of every type.
  private static let events: [Event] = catalogue.types.enumerated().compactMap { index, type in
    guard let data = try? JSONDocument(parsing: type.example) else { return nil }
    return Event(
      type: EventTypeID(rawValue: UInt16(index)), typeName: type.name, time: now, source: "fuzz",
      agent: type.agentField.flatMap { data.root[$0]?.string }, data: data)
  }

  private let dialect = V1Dialect()
  private var isClosed = false
  private var session = Session(
    id: SessionID(1),
    principal: Principal(subject: "fuzz", permissions: [.viewAgents], expires: .distantFuture),
    rules: SessionRules(catalogue, limits), at: now)

  mutating func take(_ input: MessageReader.Input) {
    guard case .text(let text) = input, !isClosed else { return }
    precondition(text.count <= Self.limits.messageSize, "a message is larger than allowed")
    let message = dialect.parse(text).message
    if case .ping(let id?) = message { precondition(contains(text, Array(id.text)), "an id is not the client's") }
    let actions = session.receive(message, at: Self.now)
    precondition(!actions.isEmpty, "a message without an answer")
    for action in actions { check(action) }
    checkSubscriptions()
  }

  private mutating func check(_ action: SessionAction) {
    precondition(!isClosed, "something follows the close")
    switch action {
    case .send(let answer):
      let frame = try? JSONDocument(parsing: dialect.render(answer, at: Self.now))
      guard let root = frame?.root else { preconditionFailure("an answer is no JSON") }
      precondition(
        root["type"]?.kind == .string && root["timestamp"]?.kind == .string && root["data"]?.kind == .object,
        "an answer lacks what all frames have")
    case .close: isClosed = true
    // Somebody else's work, or a change that is looked at in other ways.
    default: break
    }
  }

  private func checkSubscriptions() {
    let subscriptions = session.subscriptions
    precondition(subscriptions.count <= Self.limits.eventTypes, "more event types than allowed")
    precondition(subscriptions.agentCount <= Self.limits.agents, "more agents than allowed")
    for event in Self.events where session.admits(event) {
      guard let type = subscriptions.types[event.type] else { preconditionFailure("an event that nobody asked for") }
      precondition(Self.catalogue[event.type].viewPermission == .viewAgents, "an event that the client may not see")
      let shown = type.projection().apply(to: event.data)
      precondition(shown.root.kind == .object, "a projection broke the payload")
    }
  }

  private func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    part.isEmpty || text.indices.contains { text[$0...].starts(with: part) }
  }
}
