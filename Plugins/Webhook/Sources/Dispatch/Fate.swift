/// What became of an event for good.
enum Fate: Sendable, Equatable {
  case delivered
  case rejected(reason: String)
}
