import Synchronization

/// Something that is so or not, set by one party and looked at by any other.
package final class Signal: Sendable {
  private let value = Atomic<Bool>(false)

  package init() {}

  package var isOn: Bool { value.load(ordering: .relaxed) }

  package func set(_ isOn: Bool) { value.store(isOn, ordering: .relaxed) }
}
