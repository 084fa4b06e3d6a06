/// Figures for people.
enum FigureText {
  /// With a space between thousands.
  static func count(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += " " }
      text.append(digit)
    }
    return text
  }

  /// With three digits; the integer part is never cut.
  static func number(_ value: Double) -> String {
    switch abs(value) {
    case 1000...: count(Int(value.rounded()))
    case 100...: fixed(value, 0)
    case 10...: fixed(value, 1)
    case 1...: fixed(value, 2)
    default: fixed(value, 3)
    }
  }

  static func perSecond(_ count: Int, in seconds: Double) -> String {
    seconds > 0 ? Self.count(Int((Double(count) / seconds).rounded())) + "/s" : "-"
  }

  static func bytes(_ value: Double) -> String {
    switch abs(value) {
    case 10_000_000...: number(value / 1_048_576) + " MiB"
    case 10_000...: number(value / 1024) + " KiB"
    default: number(value) + " B"
    }
  }

  static func seconds(_ value: Double) -> String { number(value) + " s" }
  static func milliseconds(_ value: Double) -> String { number(value) + " ms" }

  private static func fixed(_ value: Double, _ digits: Int) -> String {
    let scale = pow10(digits)
    let scaled = Int((abs(value) * Double(scale)).rounded())
    let (whole, rest) = scaled.quotientAndRemainder(dividingBy: scale)
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return sign + String(whole) }
    let text = String(rest)
    return "\(sign)\(whole).\(String(repeating: "0", count: digits - text.count))\(text)"
  }

  private static func pow10(_ digits: Int) -> Int { (0..<digits).reduce(1) { result, _ in result * 10 } }
}
