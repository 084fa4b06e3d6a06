/// The audiences of one place in the index, by filter: those that share one are found by one look at the event.
struct FilterClasses {
  /// Nearly every place has one filter; it is kept without a dictionary.
  private var first: (filter: FilterTable.ID, audiences: AudienceIDSet)?
  private var rest: [FilterTable.ID: AudienceIDSet] = [:]

  var isEmpty: Bool { first == nil }
  var count: Int { (first == nil ? 0 : 1) + rest.count }

  mutating func insert(_ audience: AudienceID, _ filter: FilterTable.ID) {
    if first == nil || first?.filter == filter {
      var audiences = first?.audiences ?? AudienceIDSet()
      first = nil
      audiences.insert(audience)
      first = (filter, audiences)
    } else {
      rest[filter, default: AudienceIDSet()].insert(audience)
    }
  }

  mutating func remove(_ audience: AudienceID, _ filter: FilterTable.ID) {
    if first?.filter == filter {
      first?.audiences.remove(audience)
      guard first?.audiences.isEmpty == true else { return }
      first = rest.popFirst().map { ($0.key, $0.value) }
    } else {
      rest[filter]?.remove(audience)
      if rest[filter]?.isEmpty == true { rest[filter] = nil }
    }
  }

  @inline(__always)
  func forEach(_ body: (FilterTable.ID, AudienceIDSet) -> Void) {
    if let first { body(first.filter, first.audiences) }
    if !rest.isEmpty { for (filter, audiences) in rest { body(filter, audiences) } }
  }
}
