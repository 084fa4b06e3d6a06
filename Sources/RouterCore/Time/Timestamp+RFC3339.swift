extension Timestamp {
  /// `YYYY-MM-DDTHH:MM:SSZ`, the contract's form; fractions of a second are cut off.
  package var text: String {
    String(unsafeUninitializedCapacity: 20) { buffer in
      writeText { index, byte in buffer[index] = byte }
      return 20
    }
  }

  /// Appends the 20 bytes of `text` without a string in between.
  package func append(to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: 20))
    writeText { index, byte in bytes[start + index] = byte }
  }

  private func writeText(_ put: (Int, UInt8) -> Void) {
    // Years outside 0…9999 have no RFC 3339 form: clamp.
    let seconds = min(max(microseconds.flooredDivision(by: 1_000_000), -62_167_219_200), 253_402_300_799)
    let days = seconds.flooredDivision(by: 86400)
    let secondOfDay = Int(seconds - days * 86400)
    let date = CivilDate(daysSince1970: Int(days))
    func putNumber(_ value: Int, at index: Int, digits: Int) {
      var rest = value
      for offset in (0..<digits).reversed() {
        put(index + offset, UInt8(ascii: "0") + UInt8(rest % 10))
        rest /= 10
      }
    }
    putNumber(date.year, at: 0, digits: 4)
    put(4, UInt8(ascii: "-"))
    putNumber(date.month, at: 5, digits: 2)
    put(7, UInt8(ascii: "-"))
    putNumber(date.day, at: 8, digits: 2)
    put(10, UInt8(ascii: "T"))
    putNumber(secondOfDay / 3600, at: 11, digits: 2)
    put(13, UInt8(ascii: ":"))
    putNumber(secondOfDay / 60 % 60, at: 14, digits: 2)
    put(16, UInt8(ascii: ":"))
    putNumber(secondOfDay % 60, at: 17, digits: 2)
    put(19, UInt8(ascii: "Z"))
  }

  /// Reads RFC 3339 `date-time`: any offset, fractions beyond microseconds cut off, a leap second as the second before.
  package init?(text: String) {
    var reader = DigitReader(text)
    guard let year = reader.number(digits: 4), reader.skip("-"), let month = reader.number(digits: 2),
      reader.skip("-"), let day = reader.number(digits: 2), reader.skip("T") || reader.skip("t") || reader.skip(" "),
      let hour = reader.number(digits: 2), reader.skip(":"), let minute = reader.number(digits: 2), reader.skip(":"),
      let second = reader.number(digits: 2)
    else { return nil }
    let fraction = reader.skip(".") ? reader.fraction() : 0
    guard let fraction, let offset = reader.offset(), reader.isAtEnd,
      (1...12).contains(month), (1...CivilDate.days(inMonth: month, of: year)).contains(day),
      hour < 24, minute < 60, second <= 60
    else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    let seconds = date.daysSince1970 * 86400 + hour * 3600 + minute * 60 + min(second, 59) - offset
    self.init(microseconds: Int64(seconds) * 1_000_000 + Int64(fraction))
  }
}

/// Reads fixed-width digits from the front of a text.
private struct DigitReader {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = text[...].utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  mutating func digit() -> Int? {
    guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
    rest.removeFirst()
    return Int(byte - UInt8(ascii: "0"))
  }

  mutating func number(digits: Int) -> Int? {
    var value = 0
    for _ in 0..<digits {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// Microseconds; at least one digit.
  mutating func fraction() -> Int? {
    var (value, scale, count) = (0, 100_000, 0)
    while let digit = digit() {
      value += digit * scale
      scale /= 10
      count += 1
    }
    return count > 0 ? value : nil
  }

  /// Seconds east of UTC.
  mutating func offset() -> Int? {
    if skip("Z") || skip("z") { return 0 }
    let sign = skip("+") ? 1 : skip("-") ? -1 : 0
    guard sign != 0, let hours = number(digits: 2), skip(":"), let minutes = number(digits: 2), hours < 24, minutes < 60
    else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }
}
