/// Something that the router has yet to do about the event at hand.
enum Errand: Sendable {
  case walk(Walker)
  /// A held event goes on.
  case release(Delivery, from: StagePlace)
  /// Close the youngest open admission and hand its event to the sinks.
  case admit
}
