/// What a client may ask for (contract §3, permissions), in the words of the legacy API.
package enum RequestAccess: String, Sendable, Hashable, CaseIterable {
  case read = "READ"
  case write = "WRITE"

  /// What an action needs, whatever message it comes in. An action that the contract does not name may change something.
  package init(action: String) {
    let isReading =
      action.hasPrefix("GET_")
      || ["VALIDATE_ASSESSMENT", "ANALYZE_PATTERNS", "GENERATE_REPORT"].contains(action)
    self = isReading ? .read : .write
  }
}
