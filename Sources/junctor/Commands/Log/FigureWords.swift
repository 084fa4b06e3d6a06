import RouterCore

/// Figures in a sentence or a table for people.
enum FigureWords {
  static func bytes(_ count: Int) -> String {
    switch count {
    case (1 << 30)...: tenths(count, of: 1 << 30) + " GiB"
    case (1 << 20)...: tenths(count, of: 1 << 20) + " MiB"
    case (1 << 10)...: tenths(count, of: 1 << 10) + " KiB"
    default: "\(count) B"
    }
  }

  /// How long ago, in one unit. Never less than nothing: clocks differ.
  static func age(of moment: Timestamp, at now: Timestamp) -> String {
    let seconds = max(0, Int((now - moment).components.seconds))
    return switch seconds {
    case 172_800...: tenths(seconds, of: 86_400) + " d"
    case 7200...: tenths(seconds, of: 3600) + " h"
    case 120...: tenths(seconds, of: 60) + " min"
    default: "\(seconds) s"
    }
  }

  /// `1 event`, `2 events`.
  static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  static func numbers(_ range: ClosedRange<EventNumber>) -> String {
    range.lowerBound == range.upperBound
      ? range.lowerBound.publicID : "\(range.lowerBound.publicID) to \(range.upperBound.publicID)"
  }

  private static func tenths(_ value: Int, of unit: Int) -> String {
    let (whole, rest) = value.quotientAndRemainder(dividingBy: unit)
    return "\(whole).\(rest / max(1, unit / 10) % 10)"
  }
}
