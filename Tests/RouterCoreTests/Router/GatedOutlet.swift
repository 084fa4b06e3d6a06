import RouterCore
import TestSupport

/// Takes deliveries only while its gate is open, and keeps them.
final class GatedOutlet: Outlet {
  private struct State: Sendable {
    var isOpen: Bool
    var arrived = 0
    var taken: [Delivery] = []
  }

  private let state: Watched<State>

  init(isOpen: Bool = true) { state = Watched(State(isOpen: isOpen)) }

  var numbers: [UInt64] { state.value.taken.map(\.number.value) }

  func setOpen(_ isOpen: Bool) { state.change { $0.isOpen = isOpen } }

  func offer(_ deliveries: [Delivery], upTo _: JournalPosition) async {
    state.change { $0.arrived += 1 }
    await state.wait { $0.isOpen }
    state.change { $0.taken += deliveries }
  }

  /// Returns when that many calls have come, whether let through or not.
  func waitForCalls(_ count: Int) async { await state.wait { $0.arrived >= count } }

  func wait(for count: Int) async { await state.wait { $0.taken.count >= count } }
}
