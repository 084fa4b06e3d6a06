/// What envelopes of events are made of.
extension [UInt8] {
  /// Unlike `reserveCapacity`, which takes its argument literally and so would make every append a copy.
  mutating func reserveAdditional(_ count: Int) {
    let needed = self.count + count
    if needed > capacity { reserveCapacity(Swift.max(needed, capacity * 2)) }
  }

  /// The member `"id"` with an event's public id.
  mutating func append(id number: EventNumber) {
    append(contentsOf: "\"id\":\"msg_".utf8)
    // Up to 15 characters live inside the string itself, without an allocation.
    append(contentsOf: number.value.description.utf8)
    append(UInt8(ascii: "\""))
  }

  /// A string in quotes.
  mutating func append(jsonString string: String) {
    // Names hardly ever need escapes.
    guard string.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) else {
      var writer = JSONWriter(capacity: string.utf8.count + 16)
      writer.value(string)
      return append(contentsOf: writer.bytes)
    }
    append(UInt8(ascii: "\""))
    append(contentsOf: string.utf8)
    append(UInt8(ascii: "\""))
  }
}
