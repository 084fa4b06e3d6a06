import RouterCore

/// Dates in HTTP headers: RFC 9110 §5.6.7.
enum HTTPDate {
  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// Such as `Sun, 06 Nov 1994 08:49:37 GMT`. For moments since 1970.
  static func text(of moment: Timestamp) -> String {
    // YYYY-MM-DDTHH:MM:SSZ
    let text = moment.text
    let parts = text.split { "-T:Z".contains($0) }
    let day = days[Int(max(0, moment.microseconds) / 86_400_000_000 % 7)]
    let month = months[(Int(parts[1]) ?? 1) - 1]
    return "\(day), \(parts[2]) \(month) \(parts[0]) \(parts[3]):\(parts[4]):\(parts[5]) GMT"
  }
}
