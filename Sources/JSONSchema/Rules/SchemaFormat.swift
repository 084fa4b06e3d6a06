import RouterCore

/// The words of `format` that are known; all are asserted.
enum SchemaFormat: String, Sendable, CaseIterable {
  /// RFC 3339 `full-date`.
  case date
  /// RFC 3339 `date-time`.
  case dateTime = "date-time"
  /// RFC 3339 `full-time`.
  case time
  /// RFC 5321 `Mailbox`, without quotes, comments and address literals.
  case email
  /// RFC 9562, in digits of any case.
  case uuid
  /// RFC 2673 §3.2: four decimal numbers.
  case ipv4

  /// With its article.
  var phrase: String {
    switch self {
    case .date: "a date such as 2024-12-29"
    case .dateTime: "a date and time such as 2024-12-29T12:30:00Z"
    case .time: "a time such as 12:30:00Z"
    case .email: "an e-mail address such as ada@example.org"
    case .uuid: "a UUID such as 2eb8aa08-aa98-11ea-b4aa-73b441d16380"
    case .ipv4: "an IPv4 address such as 192.0.2.1"
    }
  }

  func allows(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return switch self {
    case .date: Self.isDate(bytes[...])
    case .dateTime: Self.isDateTime(bytes)
    case .time: Self.isTime(bytes[...])
    case .email: Self.isEmail(bytes)
    case .uuid: Self.isUUID(bytes)
    case .ipv4: Self.isIPv4(text)
    }
  }
}
