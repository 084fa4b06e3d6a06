import RouterCore
import TestSupport

@testable import RouterGateway

/// Publishes a key set without a network, as a test wants it.
final class FakeIssuer: KeySetSource {
  struct State: Sendable {
    var answer: Result<String, KeySetFailure> = .failure(KeySetFailure("nothing there yet"))
    var freshness: Duration?
    /// Fetches wait until it is open.
    var isOpen = true
    /// Fetches that have begun.
    var fetches = 0
  }

  let state = Watched(State())

  /// Publishes these keys.
  func publish(_ keys: String...) {
    let text = #"{"keys":[\#(keys.joined(separator: ","))]}"#
    state.change { $0.answer = .success(text) }
  }

  func fail() { state.change { $0.answer = .failure(KeySetFailure("broken")) } }
  func open(_ isOpen: Bool) { state.change { $0.isOpen = isOpen } }
  var fetches: Int { state.value.fetches }

  func fetch() async throws(KeySetFailure) -> KeySetAnswer {
    state.change { $0.fetches += 1 }
    await state.wait { $0.isOpen }
    if Task.isCancelled { throw KeySetFailure("cancelled") }
    let now = state.value
    return KeySetAnswer(bytes: Array(try now.answer.get().utf8), freshness: now.freshness)
  }
}
