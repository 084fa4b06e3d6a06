import RouterCore
import RouterStages
import TestSupport
import Testing

struct RecentKeysTests {
  private static let field = EventKey(fields: [.source])
  private static let data = JSONDocument.sample("{}")

  private static func key(_ number: Int) -> Fingerprint {
    let event = Event(
      type: EventTypeID(rawValue: 0), typeName: "agent_status", time: VirtualTime.start, source: "\(number)",
      agent: nil,
      data: data)
    return Fingerprint(field, of: event)
  }

  @Test(arguments: 1...6)
  func `Random use is answered as by a naive list`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let capacity = Int.random(in: 1...6, using: &random)
    var table = RecentKeys<Int>(capacity: capacity)
    /// The oldest first.
    var list: [(key: Int, value: Int)] = []
    for step in 0..<1000 {
      let number = Int.random(in: 0..<10, using: &random)
      let index = list.firstIndex { $0.key == number }
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        #expect(table.removeOldest() == (list.isEmpty ? nil : list.removeFirst().value))
      case 1:
        #expect(table.remove(Self.key(number)) == index.map { list.remove(at: $0).value })
      case 2:
        #expect(table.update(Self.key(number)) { $0 = step } == (index != nil))
        if let index {
          list.remove(at: index)
          list.append((number, step))
        }
      default:
        if index == nil {
          let removed = list.count == capacity ? list.removeFirst().value : nil
          #expect(table.insert(Self.key(number), step) == removed)
          list.append((number, step))
        }
      }
      #expect(table.count == list.count)
      #expect(table.oldest == list.first?.value)
      #expect(table[Self.key(number)] == list.first { $0.key == number }?.value)
    }
  }

  @Test func `A million keys take no more room than the table has`() {
    var table = RecentKeys<Int>(capacity: 100)
    let removed = (0..<1_000_000).count { table.insert(Self.key($0), $0) != nil }
    #expect(table.count == 100)
    #expect(removed == 999_900)
  }
}
