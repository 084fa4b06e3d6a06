import RouterCore

/// Keeps what the router offers.
package final class RecordingOutlet: Outlet {
  private let recorded = Watched<[Delivery]>([])

  package init() {}

  package var deliveries: [Delivery] { recorded.value }
  package var numbers: [UInt64] { recorded.value.map(\.number.value) }

  package func offer(_ deliveries: [Delivery], upTo _: JournalPosition) async {
    recorded.change { $0 += deliveries }
  }

  /// Returns when at least that many have come.
  @discardableResult
  package func wait(for count: Int) async -> [Delivery] {
    await recorded.wait { $0.count >= count }
  }
}
