import DequeModule

/// Whose turn it is among an actor's tasks, for a stretch of its code that suspends. First come, first served.
package struct Turn {
  private var isTaken = false
  private var waiting: Deque<CheckedContinuation<Void, Never>> = []

  package init() {}

  /// False when somebody else's turn has to end first: then `wait`.
  package mutating func take() -> Bool {
    defer { isTaken = true }
    return !isTaken
  }

  package mutating func wait(_ next: CheckedContinuation<Void, Never>) { waiting.append(next) }

  /// Ends a turn: the next in line has it, if there is one.
  package mutating func pass() {
    if let next = waiting.popFirst() { next.resume() } else { isTaken = false }
  }
}
