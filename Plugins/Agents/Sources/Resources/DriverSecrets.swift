import RouterCore
import RouterResources

/// What may be secret of a driver, and goes to nobody but whom it was given for: who sets another command or server has to
/// bring it anew.
enum DriverSecrets {
  private static let members = ["environment", "headers", "secret"]
  private static let without =
    (try? JSONDocument(parsing: #"{"environment":null,"headers":null,"secret":null}"#)) ?? .null

  /// The stored driver with the changes of a merge patch.
  /// - Parameter patch: of a driver of the same kind.
  /// - Throws: 422 with the secret members that are missing.
  static func merge(_ patch: JSONNode, into stored: JSONNode) throws -> JSONDocument {
    let merged = try stored.merged(with: patch)
    let choice = try DriverReader.check(merged.root)
    if let old = DriverReader.read(stored), receiver(old) == receiver(choice) { return merged }
    let missing = members.filter { stored[$0] != nil && patch[$0] == nil }
    guard missing.isEmpty else {
      throw Problem(
        status: .unprocessableContent, detail: "the driver gets another command or server; see errors",
        errors: missing.map {
          .init(
            place: .body(pointer: "/driver/\($0)"),
            detail: "is not taken along, as it may be secret: give it anew, or null for none")
        })
    }
    // Not a part of it either: what the patch says of them is all there is.
    return try stored.merged(with: without.root).root.merged(with: patch)
  }

  /// Who gets the secrets.
  private static func receiver(_ choice: DriverChoice) -> [String] {
    switch choice.config {
    case let http as HTTPDriverConfig: http.url.map { [$0.server.scheme, $0.server.host, "\($0.server.port)"] } ?? []
    case let process as ProcessConfig: [process.directory ?? "", process.command] + process.arguments
    default: []
    }
  }
}
