import ConfigSchema
import RouterCore

/// `events` has names that no event type goes by.
package struct UnknownEvents: Error, CustomStringConvertible {
  let names: [String]

  package var description: String { "'events': no event type has the legacy name '\(names.joined(separator: "', '"))'" }
}

extension LegacyBridgeConfig {
  /// The names that no event type goes by.
  func unknownEvents(in catalogue: Catalogue) -> [String] { events.filter { catalogue.id(legacyName: $0) == nil } }

  /// What only the deployment's event types can tell.
  func check(_ catalogue: Catalogue, _ check: inout CrossCheck) {
    for name in events {
      guard let id = catalogue.id(legacyName: name) else {
        check.error(
          "events", "no event type has the legacy name '\(name)'",
          help: Suggestion.help(for: name, among: catalogue.types.map(\.legacy.name))
            ?? "'bridge.events' may add event types and names")
        continue
      }
      if !catalogue.isEnabled(id) {
        check.warning("events", "'\(name)' is switched off in this deployment: its events will be left out")
      }
    }
  }
}
