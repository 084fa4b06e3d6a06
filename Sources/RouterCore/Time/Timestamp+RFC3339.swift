extension Timestamp {
  /// `YYYY-MM-DDTHH:MM:SSZ`, the contract's form; fractions of a second are cut off.
  package var text: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the 20 bytes of `text` without a string in between.
  package func append(to bytes: inout [UInt8]) {
    let start = bytes.count
    // Years outside 0…9999 have no RFC 3339 form: clamp.
    let seconds = Int(min(max(microseconds.flooredDivision(by: 1_000_000), -62_167_219_200), 253_402_300_799))
    let days = seconds.flooredDivision(by: 86400)
    let secondOfDay = seconds - days * 86400
    let date = CivilDate(daysSince1970: days)
    let form: StaticString = "0000-00-00T00:00:00Z"
    bytes.append(contentsOf: UnsafeBufferPointer(start: form.utf8Start, count: form.utf8CodeUnitCount))
    var digits = bytes.mutableSpan
    digits.write(pair: date.year / 100, at: start)
    digits.write(pair: date.year % 100, at: start + 2)
    digits.write(pair: date.month, at: start + 5)
    digits.write(pair: date.day, at: start + 8)
    digits.write(pair: secondOfDay / 3600, at: start + 11)
    digits.write(pair: secondOfDay / 60 % 60, at: start + 14)
    digits.write(pair: secondOfDay % 60, at: start + 17)
  }

  /// Reads RFC 3339 `date-time`: any offset, fractions beyond microseconds cut off, a leap second as the second before.
  package init?(text: String) { self.init(utf8: text.utf8Span.span) }

  /// The same from UTF-8.
  package init?(utf8 text: Span<UInt8>) {
    // Everything up to the seconds has its fixed place; the shortest rest is one letter.
    guard text.count >= 20, text.has("-", at: 4), text.has("-", at: 7), text.has(":", at: 13), text.has(":", at: 16),
      text.has("T", at: 10) || text.has("t", at: 10) || text.has(" ", at: 10),
      let century = text.pair(at: 0), let yearOfCentury = text.pair(at: 2), let month = text.pair(at: 5),
      let day = text.pair(at: 8), let hour = text.pair(at: 11), let minute = text.pair(at: 14),
      let second = text.pair(at: 17)
    else { return nil }
    let year = century * 100 + yearOfCentury
    var offset = 19
    guard let fraction = text.fraction(at: &offset), let zone = text.zone(from: offset), (1...12).contains(month),
      (1...CivilDate.days(inMonth: month, of: year)).contains(day), hour < 24, minute < 60, second <= 60
    else { return nil }
    let days = CivilDate(year: year, month: month, day: day).daysSince1970
    let seconds = days * 86400 + hour * 3600 + minute * 60 + min(second, 59) - zone
    self.init(microseconds: Int64(seconds) * 1_000_000 + Int64(fraction))
  }
}

extension MutableSpan<UInt8> {
  /// Two digits.
  fileprivate mutating func write(pair value: Int, at offset: Int) {
    self[offset] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10)
    self[offset + 1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10)
  }
}

extension Span<UInt8> {
  fileprivate func has(_ character: Unicode.Scalar, at offset: Int) -> Bool { self[offset] == UInt8(ascii: character) }

  fileprivate func digit(at offset: Int) -> Int? {
    let value = self[offset] &- UInt8(ascii: "0")
    return value < 10 ? Int(value) : nil
  }

  /// Two digits.
  fileprivate func pair(at offset: Int) -> Int? {
    guard let tens = digit(at: offset), let ones = digit(at: offset + 1) else { return nil }
    return tens * 10 + ones
  }

  /// Microseconds, 0 where no fraction stands; nil for a point without digits. Moves behind it.
  fileprivate func fraction(at offset: inout Int) -> Int? {
    guard has(".", at: offset) else { return 0 }
    let start = offset + 1
    offset = start
    var (value, scale) = (0, 100_000)
    while offset < count, let digit = digit(at: offset) {
      value += digit * scale
      scale /= 10
      offset += 1
    }
    return offset > start ? value : nil
  }

  /// Seconds east of UTC, read from the rest.
  fileprivate func zone(from offset: Int) -> Int? {
    switch count - offset {
    case 1: return has("Z", at: offset) || has("z", at: offset) ? 0 : nil
    case 6:
      guard let sign = has("+", at: offset) ? 1 : has("-", at: offset) ? -1 : nil, let hours = pair(at: offset + 1),
        has(":", at: offset + 3), let minutes = pair(at: offset + 4), hours < 24, minutes < 60
      else { return nil }
      return sign * (hours * 3600 + minutes * 60)
    default: return nil
    }
  }
}
