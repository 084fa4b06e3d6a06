import DequeModule

/// Whose turn it is among an actor's tasks, for a stretch of its code that suspends. First come, first served.
struct Turn {
  private var isTaken = false
  private var waiting: Deque<CheckedContinuation<Void, Never>> = []

  /// False when somebody else's turn has to end first: then `wait`.
  mutating func take() -> Bool {
    defer { isTaken = true }
    return !isTaken
  }

  mutating func wait(_ next: CheckedContinuation<Void, Never>) { waiting.append(next) }

  /// Ends a turn: the next in line has it, if there is one.
  mutating func pass() {
    if let next = waiting.popFirst() { next.resume() } else { isTaken = false }
  }
}
