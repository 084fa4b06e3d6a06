import RouterCore

/// Something that is done once, at a moment, unless it is cancelled before.
final class Deadline: TimerTarget {
  var timer: TimerWheel.Place?
  private let act: () -> Void

  init(_ act: @escaping () -> Void) { self.act = act }

  func timeHasCome(_: Timestamp) -> Timestamp? {
    act()
    return nil
  }
}
