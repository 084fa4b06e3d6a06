import RouterCore

/// Dates in HTTP headers (RFC 9110 §5.6.7), in the form that must be generated; the two obsolete ones are not read.
enum HTTPDate {
  private static let months = [
    "Jan": "01", "Feb": "02", "Mar": "03", "Apr": "04", "May": "05", "Jun": "06", "Jul": "07", "Aug": "08", "Sep": "09",
    "Oct": "10", "Nov": "11", "Dec": "12",
  ]

  /// Reads such as `Sun, 06 Nov 1994 08:49:37 GMT`.
  static func moment(_ text: String) -> Timestamp? {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0].count == 4, parts[0].hasSuffix(","), parts[5] == "GMT", parts[1].count == 2,
      parts[3].count == 4, let month = months[String(parts[2])]
    else { return nil }
    return Timestamp(text: "\(parts[3])-\(month)-\(parts[1])T\(parts[4])Z")
  }
}
