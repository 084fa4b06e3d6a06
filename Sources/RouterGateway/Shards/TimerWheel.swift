import RouterCore

/// Something that wants to be called when a moment has come.
protocol TimerTarget: AnyObject {
  /// The wheel's own note of where the target is.
  var timer: TimerWheel.Place? { get set }

  /// - Returns: when to call again, if at all.
  func timeHasCome(_ now: Timestamp) -> Timestamp?
}

/// The timers of one event loop: pings, expiry, closing and handshake deadlines. Setting and cancelling cost the same
/// however many there are, and only what is due is looked at. Not for a moment more exact than a second.
final class TimerWheel {
  struct Place {
    fileprivate let slot: Int
    fileprivate var index: Int
  }

  private static let resolution = Duration.seconds(1)
  /// Later moments are called at the end of a turn, and then set anew.
  private static let slotCount = 512

  private var slots: [[any TimerTarget]] = Array(repeating: [], count: slotCount)
  /// The last moment that has been dealt with, in units of the resolution.
  private var current: Int64
  private let time: any TimeSource

  init(_ time: any TimeSource) {
    self.time = time
    current = Self.unit(time.now())
  }

  var now: Timestamp { time.now() }

  /// Targets that wait.
  var count: Int { slots.reduce(0) { $0 + $1.count } }

  /// Does something after a while, unless the deadline is cancelled before.
  func after(_ duration: Duration, _ act: @escaping () -> Void) -> Deadline {
    let deadline = Deadline(act)
    set(deadline, at: now + duration)
    return deadline
  }

  /// Sets the moment of a target, in place of the one before.
  func set(_ target: any TimerTarget, at moment: Timestamp) {
    cancel(target)
    // Not before the moment: rounded up.
    let unit = Self.unit(moment + (Self.resolution - .microseconds(1)))
    let slot = Self.slot(min(max(unit, current + 1), current + Int64(Self.slotCount) - 1))
    target.timer = Place(slot: slot, index: slots[slot].count)
    slots[slot].append(target)
  }

  func cancel(_ target: any TimerTarget) {
    guard let place = target.timer else { return }
    target.timer = nil
    let last = slots[place.slot].removeLast()
    guard last !== target else { return }
    slots[place.slot][place.index] = last
    last.timer?.index = place.index
  }

  /// Calls everybody whose moment has come. A clock that is set back calls nobody.
  func advance(to now: Timestamp) {
    let unit = Self.unit(now)
    // A whole turn behind, every slot is due, once.
    current = max(current, unit - Int64(Self.slotCount))
    while current < unit {
      current += 1
      let slot = Self.slot(current)
      while let target = slots[slot].popLast() {
        target.timer = nil
        if let next = target.timeHasCome(now) { set(target, at: next) }
      }
    }
  }

  private static func unit(_ moment: Timestamp) -> Int64 {
    let size = resolution.wholeMicroseconds
    return moment.microseconds / size - (moment.microseconds % size < 0 ? 1 : 0)
  }

  private static func slot(_ unit: Int64) -> Int {
    let slot = Int(unit % Int64(slotCount))
    return slot < 0 ? slot + slotCount : slot
  }
}
