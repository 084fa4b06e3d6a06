import RouterCore

/// Takes events of clients, by HTTP and by the `publish` message: whoever publishes passes here.
struct PublishDesk: Sendable {
  static let maxEvents = 1000

  /// What is to happen when some events of a list are good and others are not.
  enum Handling: Sendable {
    /// All are refused.
    case strict
    /// The good ones are accepted, if there are any (RFC 7240 §4.4).
    case lenient
  }

  enum Item: Sendable {
    case accepted(PublishedEvent, LogReceipt.Item)
    case refused(EventRefusal)

    /// Whether it has made an event that was not there before.
    var isNew: Bool {
      if case .accepted(_, let receipt) = self { !receipt.isDuplicate } else { false }
    }
  }

  typealias Read = Result<Publication, EventRefusal>

  let log: any EventLog
  let state: GatewayState
  let counters: GatewayCounters
  let rates: PrincipalRates
  private let check: PublishCheck
  private let reader: EnvelopeReader

  init(
    _ settings: GatewaySettings, log: any EventLog, state: GatewayState, counters: GatewayCounters,
    rates: PrincipalRates
  ) {
    self.log = log
    self.state = state
    self.counters = counters
    self.rates = rates
    check = PublishCheck(catalogue: settings.catalogue, time: settings.time)
    reader = EnvelopeReader(maxBytes: settings.limits.messageSize)
  }

  /// Publishes v1 envelopes, all or nothing: the `publish` message (contract §7).
  /// - Parameter envelopes: `data.events`.
  /// - Returns: the number of each event in order; of one that had been published before, the number that it got then.
  func publish(_ envelopes: JSONNode?, as principal: Principal) async throws(PublishRefusal) -> [EventNumber] {
    guard let envelopes, envelopes.kind == .array else {
      throw PublishRefusal(reason: .malformed, text: "'data.events' is missing or not an array")
    }
    guard envelopes.count > 0 else { throw PublishRefusal(reason: .malformed, text: "'data.events' is empty") }
    let items = try await publish(
      count: envelopes.count, as: principal, .strict
    ) {
      envelopes.elements.map { node in
        Read { () throws(EventRefusal) in try reader.publication(from: node) }
      }
    }
    return items.compactMap { if case .accepted(_, let item) = $0 { item.number } else { nil } }
  }

  /// - Parameters:
  ///   - count: how many events `read` brings, so that too many are not even read.
  ///   - read: the events in order.
  /// - Returns: one item per event, in order; with `.strict` handling all are accepted. Some are always.
  func publish(
    count: Int, as principal: Principal, _ handling: Handling, _ read: () -> [Read]
  ) async throws(PublishRefusal) -> [Item] {
    guard principal.may(.publishEvents) else {
      throw PublishRefusal(reason: .denied, text: "this needs the permission \(Permission.publishEvents.rawValue)")
    }
    guard count <= Self.maxEvents else {
      throw PublishRefusal(reason: .tooMany, text: "at most \(Self.maxEvents) events are published at once")
    }
    guard state.current == .ready else { throw .unavailable("the server is starting or stopping") }
    try rates.publish(count, by: principal)
    let checked = read().map { publication in
      publication.flatMap { good in
        Result { () throws(EventRefusal) in try check.event(from: good, by: principal) }
      }
    }
    let refusals = checked.enumerated().compactMap { index, event in event.failure.map { (index, $0) } }
    if !refusals.isEmpty, handling == .strict || refusals.count == checked.count {
      throw PublishRefusal(refusals, of: checked.count)
    }
    return try await append(checked)
  }

  private func append(_ checked: [Result<PublishedEvent, EventRefusal>]) async throws(PublishRefusal) -> [Item] {
    let good = checked.compactMap { try? $0.get() }
    guard !good.isEmpty else { return [] }
    let hasKeys = good.contains { $0.id != nil }
    let submission = LogSubmission(
      events: good.map(\.event), origin: .ingest, keys: hasKeys ? good.map(\.key) : [])
    let receipt = try await append(submission)
    counters.published.add(receipt.items.count { !$0.isDuplicate })
    var receipts = receipt.items.makeIterator()
    return checked.compactMap { event in
      switch event {
      case .success(let event): receipts.next().map { .accepted(event, $0) }
      case .failure(let refusal): .refused(refusal)
      }
    }
  }

  private func append(_ submission: LogSubmission) async throws(PublishRefusal) -> LogReceipt {
    do throws(LogError) {
      return try await log.append(submission, whenFull: .refuse)
    } catch {
      switch error {
      case .full: throw .unavailable("the router is behind: too many events wait")
      case .closed, .cancelled: throw .unavailable("the server is stopping")
      case .unavailable(let reason): throw .unavailable("the event log cannot be written: \(reason)")
      case .exhausted: throw .unavailable("all event numbers have been given")
      }
    }
  }
}

extension Result {
  fileprivate var failure: Failure? {
    if case .failure(let failure) = self { failure } else { nil }
  }
}
