import RouterCore

extension SchemaFormat {
  static func isDate(_ text: ArraySlice<UInt8>) -> Bool {
    text.count == 10 && Timestamp(utf8: (Array(text) + Array("T00:00:00Z".utf8)).span) != nil
  }

  static func isDateTime(_ text: [UInt8]) -> Bool {
    text.count > 11 && [UInt8(ascii: "T"), UInt8(ascii: "t")].contains(text[10]) && isDate(text[..<10])
      && isTime(text[11...])
  }

  /// Seconds may be 60 where leap seconds are: at the end of a day in UTC.
  static func isTime(_ text: ArraySlice<UInt8>) -> Bool {
    let day = Array("1970-01-02T".utf8)
    guard text.count >= 9, let moment = Timestamp(utf8: (day + Array(text)).span) else { return false }
    let seconds = text.dropFirst(6).prefix(2)
    guard seconds.elementsEqual("60".utf8) else { return true }
    // It has been read as the second before.
    return ((moment.microseconds / 1_000_000) % 86_400 + 86_400) % 86_400 == 86_399
  }
}
