import RouterCore

/// What an operator wants maintenance to be.
struct MaintenanceWish {
  static let path = "/admin/maintenance"

  let isEnabled: Bool
  var startsAt: Timestamp?
  var endsAt: Timestamp?
  var message: String?

  /// - Returns: how it is now, in a line.
  func send(to router: AdminClient) async throws(AdminFailure) -> String {
    let answer = try await router.post(Self.path, bytes)
    guard answer.isGood else { throw AdminFailure(answer.document.root) }
    let root = answer.document.root
    return Self.text(of: root) + (root["changed"]?.bool == false ? " (as it was)" : "")
  }

  private var bytes: [UInt8] {
    var writer = JSONWriter(capacity: 128)
    writer.beginObject()
    writer.member("enabled", isEnabled)
    if let startsAt { writer.member("starts_at", startsAt) }
    if let endsAt { writer.member("ends_at", endsAt) }
    if let message { writer.member("message", message) }
    writer.endObject()
    return writer.bytes
  }

  /// Of the router's answer.
  static func text(of state: JSONNode) -> String {
    let isEnabled = state["enabled"]?.bool == true
    var words = "maintenance is \(isEnabled ? "on" : "off")"
    if let start = state["starts_at"]?.string { words += isEnabled ? " from \(start)" : ", it began at \(start)" }
    if let end = state["ends_at"]?.string { words += isEnabled ? " until \(end)" : " and ended at \(end)" }
    return words + (state["message"]?.string.map { ": \($0)" } ?? "")
  }
}
