import HTTPTypes
import NIOCore
import NIOHTTP1
import RouterCore
import RouterResources

/// Where sessions begin: WebSockets and event streams. Decides what becomes of a request for one.
struct SessionEndpoint: Sendable {
  static let v1Path = "/api/v1/ws"
  private static let refreshToken = Duration.seconds(30)

  /// A request for a session, read once.
  enum Arrival: Sendable {
    case webSocket(UpgradeRequest)
    case stream(EventStreamRequest)

    var head: HTTPRequestHead {
      switch self {
      case .webSocket(let request): request.head
      case .stream(let request): request.head
      }
    }
  }

  /// What is to be done with a request.
  enum Verdict {
    /// Says so and ends the connection.
    case refuse(Problem)
    /// Writes the head of the answer; then the channel is the handler's.
    case begin([UInt8], any ChannelHandler)
    /// Keys for the token are being fetched: to be asked again then.
    case wait(EventLoopFuture<Void>)
  }

  let settings: GatewaySettings
  let entrances: [Entrance]
  /// What event streams go by.
  let streams: SessionRules
  let tokens: TokenCache
  let shards: ShardSet
  let state: GatewayState
  let counters: GatewayCounters
  let pools: ConnectionPools
  let sessions: ResumableSessions
  let origins: OriginPolicy
  let addresses: ClientAddress
  /// Whether its connections speak TLS.
  let isEncrypted: Bool

  /// What is said instead of a session.
  func response(_ problem: Problem, to arrival: Arrival) -> RawResponse {
    let headers = arrival.head.headers
    let origin = headers.first(name: "Origin").flatMap { origin in
      origins.admits(origin, host: headers.first(name: "Host")) ? origin : nil
    }
    return RawResponse(problem, for: origin, at: settings.time.now())
  }

  /// Nil when the request is for something else, or for HTTP to refuse.
  func arrival(_ head: HTTPRequestHead) -> Arrival? {
    guard HTTPExchangeState.hasGoodHost(head) else { return nil }
    if let request = UpgradeRequest(head) {
      let isHere =
        entrances.contains { $0.path == request.path } || request.path == EchoConnection.path && settings.server.echo
      return isHere ? .webSocket(request) : nil
    }
    return EventStreamRequest(head).map { .stream($0) }
  }

  /// Runs on the channel's loop.
  /// - Parameter mayWait: whether to wait for keys.
  func verdict(on arrival: Arrival, _ channel: any Channel, mayWait: Bool = true) -> Verdict {
    let headers = arrival.head.headers
    let host = headers.first(name: "Host")
    guard origins.admits(headers.first(name: "Origin"), host: host) else {
      return refuse(.forbidden, "Forbidden", origins.refusal(host: host))
    }
    switch arrival {
    case .stream(let request): return stream(request, channel, mayWait)
    case .webSocket(let request) where request.path == EchoConnection.path:
      let timers = shards.shard(on: channel.eventLoop).timers
      let deflate = deflate(for: request)
      return .begin(
        UpgradeAnswer(toKey: request.key, deflate: deflate).bytes,
        EchoConnection(settings.server, timers: timers, deflate: deflate))
    case .webSocket(let request):
      guard let entrance = entrances.first(where: { $0.path == request.path }) else {
        return refuse(.notFound, "Not Found", "no sessions begin at \(request.path)")
      }
      return webSocket(request, entrance, channel, mayWait)
    }
  }

  private func refuse(
    _ status: HTTPResponse.Status, _ title: String, _ detail: String, retryAfter: Duration? = nil,
    limit: LimitReport? = nil
  ) -> Verdict {
    let problem = Problem(
      status: status, title: title, detail: detail, retryAfter: retryAfter, limit: limit.map(Problem.Limit.init))
    return .refuse(problem)
  }

  // MARK: Who it is

  private func principal(
    _ token: () throws(TokenError) -> RequestToken, _ fingerprint: String?, _ address: NetworkAddress?, _ mayWait: Bool
  ) throws(AdmissionRefusal) -> Principal {
    if let anyone = tokens.anyone { return anyone }
    let failure: TokenError
    do throws(TokenError) {
      return try tokens.principal(
        token: try token().text, fingerprint: fingerprint, at: settings.time.now(), mayWait: mayWait)
    } catch {
      failure = error
    }
    // Not the client's fault.
    if failure == .awaitsKeys || failure == .keysUnavailable { throw .token(failure) }
    counters.refusedTokens.add()
    do throws(ConnectionPools.Refusal) {
      try pools.fail(from: address)
    } catch {
      throw .limit(error)
    }
    throw .token(failure)
  }

  private func seat(_ arrival: ConnectionPools.Arrival) throws(AdmissionRefusal) -> PoolSeat {
    do throws(ConnectionPools.Refusal) {
      return try pools.take(arrival)
    } catch {
      throw .limit(error)
    }
  }

  /// What is said of a token whose key is not there.
  private func withoutKeys(_ error: TokenError, _ channel: any Channel) -> Verdict? {
    switch error {
    case .awaitsKeys: .wait(channel.eventLoop.makeFutureWithTask { [tokens] in await tokens.awaitKeys() })
    case .keysUnavailable:
      refuse(
        .serviceUnavailable, "Service Unavailable", "\(error)", retryAfter: tokens.retryAfter(at: settings.time.now()))
    default: nil
    }
  }

  private func barred(_ retryAfter: Duration) -> Verdict {
    refuse(
      .tooManyRequests, "Too Many Requests", "more than twice as many attempts to connect as are allowed in a minute",
      retryAfter: retryAfter)
  }

  // MARK: WebSockets

  private func deflate(for request: UpgradeRequest) -> PerMessageDeflate? {
    settings.server.compression ? PerMessageDeflate(request.extensions) : nil
  }

  private func webSocket(
    _ request: UpgradeRequest, _ entrance: Entrance, _ channel: any Channel, _ mayWait: Bool
  ) -> Verdict {
    let shard = shards.shard(on: channel.eventLoop)
    let deflate = deflate(for: request)
    let answer = UpgradeAnswer(
      toKey: request.key, subprotocol: request.offersToken ? RequestToken.subprotocol : nil, deflate: deflate)
    // The upgrade is completed in any case: a refused handshake is an opaque failure in browsers (contract §2).
    func goodbye(
      _ code: ErrorCode, _ text: String, _ closeCode: CloseCode, retryAfter: Duration, _ limit: LimitReport? = nil
    ) -> Verdict {
      let last = Answer.connectionError(code, text: text, closeCode: closeCode, retryAfter: retryAfter, limit: limit)
      let rules = entrance.rules
      return .begin(
        answer.bytes,
        RefusedConnection(
          answer: rules.dialect.render(last, at: settings.time.now()), code: closeCode, limits: rules.limits.reading,
          inflates: deflate != nil, timers: shard.timers))
    }
    guard state.current == .ready else {
      let text = "the server is starting or stopping: connect again"
      return goodbye(.rateLimitExceeded, text, .goingAway, retryAfter: .seconds(1))
    }
    do throws(AdmissionRefusal) {
      return .begin(answer.bytes, try connection(request, entrance, channel, shard, mayWait))
    } catch {
      switch error {
      case .limit(.barred(let retryAfter)): return barred(retryAfter)
      case .limit(let limit):
        return goodbye(limit.code, limit.words, .tryAgainLater, retryAfter: limit.retryAfter, limit.report)
      case .token(let error):
        return withoutKeys(error, channel)
          ?? goodbye(.authenticationFailed, "\(error)", .policy, retryAfter: Self.refreshToken)
      }
    }
  }

  private func connection(
    _ request: UpgradeRequest, _ entrance: Entrance, _ channel: any Channel, _ shard: Shard, _ mayWait: Bool
  ) throws(AdmissionRefusal) -> SessionConnection {
    let address = addresses.client(request.head.headers, on: channel)
    let (principal, identity) = try guest(request, entrance, address, mayWait)
    let resumption = entrance.rules.dialect.keepsSessions ? resumption(of: request) : nil
    let standing = resumption?.session.map { sessions.standing(of: $0, for: principal.subject) } ?? .unknown
    let seat = try seat(
      ConnectionPools.Arrival(
        subject: identity == .proven ? principal.subject : nil, address: address, fingerprint: request.fingerprint,
        isResuming: standing.isKnown, predecessor: standing.seat))
    let session = session(
      of: principal, entrance.rules, SessionOptions(includesIDs: request[query: "include_ids"] == "true"),
      identity: identity)
    return SessionConnection(
      session: session, shard: shard, isEncrypted: isEncrypted, seat: seat,
      deflate: deflate(for: request), resuming: resumption)
  }

  /// Who comes, and how that is known.
  private func guest(
    _ request: UpgradeRequest, _ entrance: Entrance, _ address: NetworkAddress?, _ mayWait: Bool
  ) throws(AdmissionRefusal) -> (Principal, Session.Identity) {
    if !request.hasToken, tokens.anyone == nil {
      switch entrance.admission {
      case .request: break
      case .message(let limit): return (.nobody, .awaited(until: settings.time.now() + limit))
      case .anyone where origins.trusts(request.head.headers.first(name: "Origin")): return (.anonymous, .anonymous)
      case .anyone(let limit): return (.nobody, .awaited(until: settings.time.now() + limit))
      }
    }
    return (try principal(request.token, request.fingerprint, address, mayWait), .proven)
  }

  private func resumption(of request: UpgradeRequest) -> ResumeRequest? {
    request[query: "resume"].map { session in
      ResumeRequest(
        session: session, lastEvent: request[query: "last_event_id"],
        withIDs: request[query: "include_ids"].map { $0 == "true" })
    }
  }

  private func session(
    of principal: Principal, _ rules: SessionRules, _ options: SessionOptions, identity: Session.Identity = .proven
  ) -> Session {
    Session(
      id: .random(), principal: principal, identity: identity, rules: rules, options: options, at: settings.time.now())
  }

  // MARK: Event streams

  private func stream(_ request: EventStreamRequest, _ channel: any Channel, _ mayWait: Bool) -> Verdict {
    guard state.current == .ready else {
      return refuse(
        .serviceUnavailable, "Service Unavailable", "the server is starting or stopping", retryAfter: .seconds(1))
    }
    let address = addresses.client(request.head.headers, on: channel)
    do throws(AdmissionRefusal) {
      let principal = try principal(request.token, request.fingerprint, address, mayWait)
      var session = session(of: principal, streams, SessionOptions(includesIDs: request.includesIDs))
      if let refusal = session.subscribe(streaming: request.subscription) { return refuse(refusal) }
      let seat = try seat(
        ConnectionPools.Arrival(
          subject: principal.subject, address: address, fingerprint: request.fingerprint,
          isResuming: false, predecessor: nil))
      let head = RawResponse(streamFor: request.head.headers.first(name: "Origin"), at: settings.time.now())
      let connection = SessionConnection(
        session: session, shard: shards.shard(on: channel.eventLoop),
        isEncrypted: isEncrypted, seat: seat,
        resuming: request.lastEvent == .none ? nil : ResumeRequest(after: request.lastEvent))
      return .begin(head.bytes, connection)
    } catch {
      switch error {
      case .token(let error): return withoutKeys(error, channel) ?? refuse(.unauthorized, "Unauthorized", "\(error)")
      case .limit(.barred(let retryAfter)): return barred(retryAfter)
      case .limit(let limit):
        return refuse(
          .tooManyRequests, "Too Many Requests", limit.words, retryAfter: limit.retryAfter, limit: limit.report)
      }
    }
  }

  private func refuse(_ refusal: SubscriptionError) -> Verdict {
    switch refusal.code {
    case .permissionDenied: refuse(.forbidden, "Forbidden", refusal.text)
    case .rateLimitExceeded:
      refuse(
        .tooManyRequests, "Too Many Requests", refusal.text, retryAfter: settings.limits.window, limit: refusal.limit)
    default: refuse(.badRequest, "Bad Request", refusal.text)
    }
  }
}
