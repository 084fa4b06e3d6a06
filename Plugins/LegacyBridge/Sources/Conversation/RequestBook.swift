/// The requests that wait for their answers.
struct RequestBook: Sendable {
  private var tickets: [String: RequestTicket] = [:]
  private var ids: [RequestTicket: String] = [:]

  var count: Int { tickets.count }

  mutating func add(_ ticket: RequestTicket, id: String) {
    tickets[id] = ticket
    ids[ticket] = id
  }

  /// The request that has one of these ids.
  mutating func remove(_ answered: [String]) -> RequestTicket? {
    for id in answered {
      guard let ticket = tickets.removeValue(forKey: id) else { continue }
      ids[ticket] = nil
      return ticket
    }
    return nil
  }

  mutating func remove(_ ticket: RequestTicket) {
    if let id = ids.removeValue(forKey: ticket) { tickets[id] = nil }
  }

  mutating func removeAll() -> [RequestTicket] {
    defer { self = RequestBook() }
    return ids.keys.sorted { $0.number < $1.number }
  }
}
