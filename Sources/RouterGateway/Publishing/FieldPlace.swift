import RouterCore

/// Where in an event that a publisher has sent something is wrong.
enum FieldPlace: Sendable, Hashable {
  /// RFC 6901, from the root of the event; "" is the event itself.
  case body(String)
  /// A header field, for CloudEvents in binary mode.
  case header(String)

  /// The way people write it: `data.new_status`. Nil for the event as a whole.
  var field: String? {
    switch self {
    case .header(let name): name
    case .body(""): nil
    case .body(let pointer): Self.dotted(pointer)
    }
  }

  static func dotted(_ pointer: String) -> String {
    String(pointer.dropFirst()).replacing("/", with: ".").replacing("~1", with: "/").replacing("~0", with: "~")
  }
}
