import Synchronization

/// Yes or no, from any thread.
final class Flag: Sendable {
  private let value = Atomic<Bool>(false)

  var isSet: Bool { value.load(ordering: .relaxed) }

  func set(_ isSet: Bool) { value.store(isSet, ordering: .relaxed) }
}
