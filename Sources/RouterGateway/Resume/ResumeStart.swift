import RouterCore

/// Where the replay for a session begins, and what cannot be replayed.
struct ResumeStart: Sendable, Equatable {
  var mark: JournalMark
  var gap: ResumeGap?
  var exact: Bool

  /// - Parameters:
  ///   - point: what the log says to the client's last event, if it named one.
  ///   - end: where replays end at present: from a number that means nothing, nothing is replayed.
  init(
    of session: ResumableSession, _ lastEvent: ResumeRequest.LastEvent, _ point: ResumePoint?, epoch: String,
    _ status: LogStatus, end: JournalPosition
  ) {
    let written = session.written.mark
    guard session.epoch == epoch else {
      let gap = ResumeGap(.epoch, from: status.oldest, to: status.head)
      self.init(mark: JournalMark(position: end, newest: status.head), gap: gap, exact: false)
      return
    }
    switch (lastEvent, point) {
    case (.number(let number), let point?):
      self.init(after: number, point, status, end: end)
      // The client has all that was written to it, which may be more than the log can tell from one number.
      if session.lastEvent == number, exact, written.position > mark.position {
        self.init(behind: written, status, exact: true)
      }
    case (.malformed, _), (.number, nil):
      self.init(behind: written, status, exact: false)
      gap = ResumeGap.union(ResumeGap(.unknown), gap)
    case (.none, _):
      self.init(behind: written, status, exact: false)
      if case .unknown(let since, let mark) = session.written, since < mark.newest {
        gap = ResumeGap.union(ResumeGap(.unknown, from: since.next, to: mark.newest), gap)
      }
    }
  }

  private init(mark: JournalMark, gap: ResumeGap?, exact: Bool) {
    (self.mark, self.gap, self.exact) = (mark, gap, exact)
  }

  private init(after number: EventNumber, _ point: ResumePoint, _ status: LogStatus, end: JournalPosition) {
    let gap = point.gap.map { ResumeGap($0) }
    guard gap?.reason != .unknown else {
      self.init(mark: JournalMark(position: end, newest: status.head), gap: gap, exact: false)
      return
    }
    self.init(mark: JournalMark(position: point.position, newest: gap?.to ?? number), gap: gap, exact: true)
  }

  private init(behind written: JournalMark, _ status: LogStatus, exact: Bool) {
    guard written.newest.next < status.oldest else {
      self.init(mark: written, gap: nil, exact: exact)
      return
    }
    let last = EventNumber(status.oldest.value - 1)
    self.init(
      mark: JournalMark(position: written.position, newest: last),
      gap: ResumeGap(.expired, from: written.newest.next, to: last), exact: exact)
  }
}
