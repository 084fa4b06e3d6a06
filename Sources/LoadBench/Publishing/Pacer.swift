/// Decides when a part's next request is due. A value: time and progress are told.
struct Pacer {
  enum Step: Equatable {
    /// Send this many events now, with this time in their markers.
    case send(Int, time: UInt64)
    /// Nothing before this time.
    case waitUntil(UInt64)
    /// Nothing before so few events are outstanding.
    case waitForOutstanding(Int)
    case done
  }

  let pace: Publishing.Pace
  let batch: Int
  let length: RunLength
  let start: UInt64

  /// - Parameters:
  ///   - sent: events of this part so far.
  ///   - outstanding: events that are not delivered to everyone yet.
  func step(at now: UInt64, sent: Int, outstanding: Int) -> Step {
    let rest =
      switch length {
      case .count(let count): count - sent
      case .time: Int.max
      }
    guard rest > 0 else { return .done }
    switch pace {
    case .open(let rate): return openStep(now, sent, rest, rate)
    case .closed(let window): return closedStep(now, rest, outstanding, window)
    }
  }

  /// The time in the marker is when the event was due, so a publisher that is held up does not make latencies look
  /// better than they are.
  private func openStep(_ now: UInt64, _ sent: Int, _ rest: Int, _ rate: Double) -> Step {
    let due = start + UInt64(Double(sent) * 1e9 / rate)
    if let end, due >= end { return .done }
    return due <= now ? .send(min(batch, rest), time: due) : .waitUntil(due)
  }

  private func closedStep(_ now: UInt64, _ rest: Int, _ outstanding: Int, _ window: Int) -> Step {
    if let end, now >= end { return .done }
    let next = min(batch, rest)
    guard outstanding + next > window else { return .send(next, time: now) }
    // Waking up costs: an eighth of the window at a time, but a window's last events must not wait for it.
    return .waitForOutstanding(max(0, window - max(next, window / 8)))
  }

  private var end: UInt64? {
    if case .time(let duration) = length { start + duration.nanoseconds } else { nil }
  }
}
