/// What a durable feed's lock protects. Cursors that are to be stored, dead letters and continuations are dealt with by the
/// caller, outside the lock.
struct DurableFeedState {
  /// What the worker has in hand.
  enum Batch {
    /// The rest of a page, each event with the place behind it.
    case page(deliveries: ArraySlice<Delivery>, positions: ArraySlice<JournalPosition>, end: SinkCursor)
    /// Dead letters that an operator wants delivered again.
    case replay(ArraySlice<DeadLetter>)
  }

  /// Everything before this is settled.
  private(set) var cursor: SinkCursor
  /// The journal is known to reach to this.
  var end: JournalPosition
  private var batch: Batch?
  private var isReading = false
  /// All counters but `queued`.
  var settled = SinkCounters()
  /// Offered and not yet read from the log. Less than zero when the log was read before the router has come to offering.
  var waiting = 0
  /// The log has forgotten decisions behind the cursor: nobody knows how many of those that wait are gone.
  private var hasHole = false
  /// How many waited when the process started is not known.
  var isBacklogKnown = true
  var replays: [DeadLetter] = []
  /// An operator has asked for replays.
  var isReplayDue = false
  var rest = WorkerRest()
  var isClosed = false

  init(cursor: SinkCursor, end: JournalPosition) {
    self.cursor = cursor
    self.end = end
  }

  var counters: SinkCounters {
    var counters = settled
    counters.offered += UInt64(max(0, -waiting))
    counters.queued = UInt64(max(0, waiting) + inFlight)
    return counters
  }

  private var inFlight: Int {
    if case .page(let deliveries, _, _) = batch { deliveries.count } else { 0 }
  }

  var isDrained: Bool { isClosed && isCaughtUp }
  private var isCaughtUp: Bool { cursor.position >= end && batch == nil && !isReading }

  func hasCome(_ occasion: SinkOccasion) -> Bool {
    switch occasion {
    case .deliveries: isClosed || cursor.position < end || isReplayDue || !replays.isEmpty
    case .drain: isDrained
    }
  }

  // MARK: The router

  mutating func offer(_ count: Int, upTo position: JournalPosition) {
    settled.offered += UInt64(count)
    waiting += count
    end = max(end, position)
  }

  /// - Returns: whether the cursor has moved: a sink that has everything need not read what is not for it.
  mutating func pass(upTo position: JournalPosition, routed: EventNumber?) -> Bool {
    let canMove = isCaughtUp
    end = max(end, position)
    guard canMove, cursor.position < end else { return false }
    move(to: end, routed)
    return true
  }

  // MARK: The worker

  /// Where to read on; nil when there is nothing to read.
  mutating func beginReading() -> (cursor: SinkCursor, end: JournalPosition)? {
    guard cursor.position < end else { return nil }
    isReading = true
    return (cursor, end)
  }

  mutating func cancelReading() { isReading = false }

  /// Takes a page over.
  mutating func finishReading(_ page: SinkPage) -> [Delivery] {
    isReading = false
    waiting -= page.deliveries.count + page.lostCount
    settled.lost += UInt64(page.lostCount)
    if page.hasHole { hasHole = true }
    let last = SinkCursor(position: page.next, number: max(cursor.number, page.reached ?? cursor.number))
    batch = .page(deliveries: page.deliveries[...], positions: page.positions[...], end: last)
    finishBatch()
    return page.deliveries
  }

  mutating func beginReplay(limit: Int) -> [Delivery]? {
    guard !isClosed, !replays.isEmpty else { return nil }
    let letters = replays.prefix(limit)
    replays.removeFirst(letters.count)
    batch = .replay(letters)
    return letters.compactMap { letter in letter.event.map { Delivery(number: letter.numbers.lowerBound, event: $0) } }
  }

  /// Takes deliveries off the front of the batch.
  /// - Returns: the letters among them; empty for a page.
  mutating func settle(_ count: Int, _ change: (inout SinkCounters) -> Void) -> ArraySlice<DeadLetter> {
    switch batch {
    case .page(let deliveries, let positions, let end):
      let count = min(count, deliveries.count)
      guard count > 0 else { return [] }
      change(&settled)
      let last = deliveries.index(deliveries.startIndex, offsetBy: count - 1)
      move(to: positions[positions.index(positions.startIndex, offsetBy: count - 1)], deliveries[last].number)
      batch = .page(deliveries: deliveries.dropFirst(count), positions: positions.dropFirst(count), end: end)
      finishBatch()
      return []
    case .replay(let letters):
      let settled = letters.prefix(count)
      batch = settled.count < letters.count ? .replay(letters.dropFirst(count)) : nil
      return settled
    case nil: return []
    }
  }

  /// What is at the front.
  var front: (delivery: Delivery?, letter: DeadLetter?) {
    switch batch {
    case .page(let deliveries, _, _): (deliveries.first, nil)
    case .replay(let letters): (nil, letters.first)
    case nil: (nil, nil)
    }
  }

  /// The rest of the batch stays where it is: in the log.
  mutating func giveUp() {
    waiting += inFlight
    batch = nil
  }

  private mutating func finishBatch() {
    guard case .page(let deliveries, _, let last) = batch, deliveries.isEmpty else { return }
    batch = nil
    move(to: last.position, last.number)
    if isCaughtUp { settleCounts() }
  }

  private mutating func move(to position: JournalPosition, _ number: EventNumber?) {
    cursor = SinkCursor(position: max(cursor.position, position), number: max(cursor.number, number ?? cursor.number))
  }

  /// Everything that was offered has been read, so nothing can wait. A difference that has a reason gets its name; any
  /// other stays to be seen as unaccounted.
  private mutating func settleCounts() {
    if waiting > 0, hasHole { settled.lost += UInt64(waiting) }
    if waiting < 0, !isBacklogKnown { settled.offered += UInt64(-waiting) }
    // The log may have been read further than the router has come with offering.
    if waiting > 0 || cursor.position == end { waiting = 0 }
    hasHole = false
    isBacklogKnown = true
  }
}
