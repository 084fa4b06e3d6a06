import ConfigSchema
import RouterCore

/// Where a plugin keeps its state.
package struct StoreConfig: ConfigObject {
  package enum Kind: String, ConfigChoice {
    case sqlite
    case memory
  }

  package var type = Kind.sqlite
  package var path: String?

  package init() {}

  package static let summary = "Where a component keeps its state."
  package static var fields: [Field<Self>] {
    [
      Field("type", \.type, "`sqlite`: a file that survives restarts and kill -9; `memory`: gone with the process"),
      Field("path", \.path, "the file; left out: `data/<name of the component>.db`"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    if path == "" { check.error("path", "'path' is empty") }
    if type == .memory, path != nil { check.error("path", "a store in memory has no file") }
  }

  /// The file that no other component may have.
  /// - Parameter key: of this config in the component's.
  package func claims(_ key: String = "store") -> [Claim] {
    type == .sqlite ? path.map { [Claim(key: "\(key).path", resource: $0)] } ?? [] : []
  }
}
