import RouterCore

/// Stands for the clients, of which a replay has none.
struct CountingOutlet: Outlet {
  let count = Counter()

  func offer(_ deliveries: [Delivery], upTo _: JournalPosition) async { count.add(deliveries.count) }
}
