import Logging
import NIOCore
import RouterCore

/// How a connection gets its session, and gives it away (contract §2, Resume).
extension SessionConnection: SessionHolder, ReplayTarget {
  /// After a restart the router first goes on where it was. So long and so often its decision about a client's last event is
  /// waited for.
  private static let routingPause = TimeAmount.milliseconds(20)
  private static let routingAttempts = 500

  private var sessions: ResumableSessions { shard.context.sessions }

  // MARK: Beginning

  /// Welcomes the client, at once if it wants a new session.
  func begin() {
    guard let resumption else {
      sessions.add(session.id, form.dialect.keepsSessions ? session.principal.subject : nil, heldBy: self)
      if !session.subscriptions.isEmpty { showInterest() }
      perform(session.start(serverVersion: shard.context.settings.version))
      return openLine()
    }
    if !form.dialect.keepsSessions { return beginStream(resumption) }
    pauseReading()
    guard let id = resumption.request.session else { return beginAnew(resumption) }
    let claim = sessions.claim(id, session.principal.subject, for: self)
    resumption.claim = claim
    claim.assumeIsolated().whenComplete { result in self.resume((try? result.get()) ?? nil, resumption) }
  }

  /// A stream is not kept: what it asks for comes again with the request, so it is as if it had always been there.
  private func beginStream(_ resumption: Resumption) {
    sessions.add(session.id, nil, heldBy: self)
    resume(untold, resumption)
  }

  /// The session as if it had been there all the time, and had been told of everything.
  private var untold: ResumableSession {
    ResumableSession(
      id: session.id, subject: session.principal.subject, epoch: shard.context.replays.epoch,
      options: session.options, subscriptions: session.subscriptions, written: .through(shard.inbox.posted))
  }

  // MARK: Reconnecting

  /// Goes back to an event, or for a client that names none to the last one that was written, as far as what the session wants now
  /// goes. Nothing else is read before that has begun.
  /// - Parameter events: as the client calls what it wants.
  func reconnect(after last: ResumeRequest.LastEvent, _ events: [String], _ tag: RequestTag?) {
    let resumption = Resumption(ResumeRequest(after: last), Resumption.Reconnecting(events: events, tag: tag))
    var kept = untold
    if last == .none { kept.written = .through(written) }
    // What is owed comes again, if it is still wanted.
    conflated = lag?.conflated ?? conflated
    lag = nil
    shard.setLagging(self, false)
    self.resumption?.replay?.stop()
    self.resumption = resumption
    pauseReading()
    showInterest()
    locate(kept, resumption)
  }

  // MARK: Finding the place

  /// There is no such session: a new one begins, without subscriptions.
  private func beginAnew(_ resumption: Resumption) {
    self.resumption = nil
    sessions.add(session.id, session.principal.subject, heldBy: self)
    let status = shard.context.replays.status
    var gap = ResumeGap(.unknown)
    if case .number(let number) = resumption.request.lastEvent, number < status.head {
      gap = ResumeGap(.unknown, from: number.next, to: status.head)
    }
    welcome(ResumeReport(resumed: false, gap: gap, oldest: status.oldest, exact: false))
  }

  private func resume(_ kept: ResumableSession?, _ resumption: Resumption) {
    guard !resumption.isHandedOver else { return }
    guard let kept else {
      if let id = resumption.request.session { sessions.forget(id, from: self) }
      return isOpen ? beginAnew(resumption) : ()
    }
    resumption.kept = kept
    guard isOpen else { return keep(kept) }
    (session, resumption.refusals) = Session.resuming(kept, with: session, at: now)
    if let withIDs = resumption.request.withIDs { session.options.includesIDs = withIDs }
    speak(session.options)
    // From here on nothing that is for the session passes this loop unnoticed.
    showInterest()
    locate(kept, resumption)
  }

  /// Asks the log where the replay begins.
  private func locate(_ kept: ResumableSession, _ resumption: Resumption) {
    let replays = shard.context.replays
    guard isOpen, self.resumption === resumption else { return }
    guard case .number(let number) = resumption.lastEvent, kept.epoch == replays.epoch else {
      return replay(kept, resumption, from: nil)
    }
    let isRouted = replays.routed >= min(number, replays.status.head)
    guard isRouted || resumption.attempts >= Self.routingAttempts else {
      resumption.attempts += 1
      shard.loop.assumeIsolated().scheduleTask(in: Self.routingPause) { self.locate(kept, resumption) }
      return
    }
    replays.point(after: number, on: shard.loop).assumeIsolated().whenComplete { result in
      guard self.isOpen, self.resumption === resumption else { return }
      switch result {
      case .success(let point):
        if resumption.shorten(point, after: number, to: self.session.limits.replay, replays.status) {
          self.locate(kept, resumption)
        } else {
          self.replay(kept, resumption, from: point)
        }
      case .failure(let error): self.replayFailed("the event log cannot be read (\(error))")
      }
    }
  }

  private func replay(_ kept: ResumableSession, _ resumption: Resumption, from point: ResumePoint?) {
    let replays = shard.context.replays
    let status = replays.status
    let start = ResumeStart(
      of: kept, resumption.lastEvent, point, epoch: replays.epoch, status, end: shard.inbox.posted.position)
    if start.exact, case .number(let number) = resumption.lastEvent { session.lastEvent = number }
    let isDenied = session.subscriptions.count < kept.subscriptions.count
    let denied = isDenied ? ResumeGap(.permission, behind: start.mark.newest, through: status.head) : nil
    let replay = Replay(
      from: start.mark, ResumeGap.union(resumption.shortened, start.gap, denied), for: self, on: shard)
    resumption.start = start
    resumption.replay = replay
    replay.goOn()
  }

  // MARK: Replaying

  func welcome(missing count: Int, _ gap: ResumeGap?) {
    guard let resumption, let start = resumption.start else { return }
    resumption.isWelcome = true
    shard.context.counters.resumedSessions.add()
    let oldest = shard.context.replays.status.oldest
    welcome(ResumeReport(resumed: true, replayed: count, gap: gap, oldest: oldest, exact: start.exact))
    perform(resumption.refusals)
    note()
    flush()
  }

  private func welcome(_ report: ResumeReport) {
    // Nothing was read meanwhile, no answers to pings either.
    hear()
    if let gap = report.gap { shard.context.counters.resumeGaps(gap.reason).add() }
    if let resumption, let reconnecting = resumption.reconnecting {
      let last = resumption.start?.mark.newest ?? written.newest
      send(.reconnected(reconnecting.answer(session, report, behind: last)), reconnecting.tag)
    } else {
      perform(session.start(serverVersion: shard.context.settings.version, resume: report))
    }
    openLine()
    payPool()
    flush()
    resumeReading()
  }

  func goLive(_ lag: Lag) {
    resumption = nil
    if !lag.isEmpty {
      self.lag = lag
      shard.setLagging(self, true)
      catchUp()
    }
    sendSample()
    resumeReading()
  }

  func replayFailed(_ reason: String) {
    logger.warning("a session cannot be resumed", metadata: ["session": "\(session.id)", "reason": "\(reason)"])
    if let resumption, !resumption.isWelcome, let reconnecting = resumption.reconnecting {
      send(.requestFailed(.failed(reason: reason, retryAfter: .seconds(1))), reconnecting.tag)
    }
    perform(session.replayFailed(reason))
    flush()
  }

  // MARK: Leaving

  var snapshot: SessionSnapshot {
    SessionSnapshot(
      session: record, principal: session.principal, state: .connected(behind: lag?.events ?? 0),
      conflated: lag?.conflated ?? sampler?.conflated ?? conflated)
  }

  /// What is to be remembered of the session.
  var record: ResumableSession {
    if let kept = resumption?.kept, resumption?.isWelcome == false { return kept }
    return ResumableSession(
      id: session.id, subject: session.principal.subject, epoch: shard.context.replays.epoch, options: session.options,
      subscriptions: session.subscriptions, history: session.history, lastEvent: session.lastEvent,
      written: .through(written))
  }

  private var written: JournalMark {
    if let replay = resumption?.replay { return replay.sent }
    guard let lag, !lag.isEmpty else { return shard.inbox.settled }
    return lag.written(shard.ring)
  }

  /// Writes down what the session is, for the next life of the server.
  func note() {
    if form.dialect.keepsSessions { sessions.note(record) }
  }

  /// Nobody is to resume it.
  func forgetSession() {
    hasLeft = true
    resumption?.replay?.stop()
    resumption = nil
    sessions.forget(session.id, from: self)
  }

  /// Hands on what is to be remembered of the session; once.
  func leaveSession() {
    guard !hasLeft else { return }
    guard form.dialect.keepsSessions else { return forgetSession() }
    hasLeft = true
    // A session that has not been handed over yet is kept when it comes.
    guard resumption == nil || resumption?.kept != nil else { return }
    keep(record)
  }

  private func keep(_ record: ResumableSession) {
    resumption?.replay?.stop()
    resumption = nil
    guard !sessions.detach(record, from: self) else { return }
    // Somebody has taken it over already and is about to ask for it.
    let rest = Resumption(ResumeRequest(session: "", lastEvent: nil))
    rest.kept = record
    rest.isWelcome = true
    resumption = rest
  }

  func handOver() -> EventLoopFuture<ResumableSession?> {
    if let resumption, resumption.kept == nil, let claim = resumption.claim {
      resumption.isHandedOver = true
      perform(session.superseded())
      return claim
    }
    if hasLeft { return shard.loop.makeSucceededFuture(resumption?.kept) }
    let record = record
    hasLeft = true
    resumption?.replay?.stop()
    resumption = nil
    perform(session.superseded())
    flush()
    return shard.loop.makeSucceededFuture(record)
  }
}
