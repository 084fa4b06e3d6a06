import RouterCore

/// What the server says to one client besides events.
struct ServerAnswer: Equatable {
  let type: String
  var code = ""
  var text = ""

  init?(_ message: UnsafeRawBufferPointer) {
    guard let root = try? JSONDocument(parsing: Array(message)).root, let type = root["type"]?.string else {
      return nil
    }
    self.type = type
    guard let data = root["data"] else { return }
    code = data["error_code"]?.string ?? ""
    text = data["error_message"]?.string ?? data["reason"]?.string ?? ""
  }

  /// Of the kind that comes before a close and explains it.
  var isNotice: Bool { ["connection_error", "disconnect_warning", "subscription_error"].contains(type) }

  var summary: String { [type, code, text].filter { !$0.isEmpty }.joined(separator: " ") }
}
