import ConfigSchema
import RouterCore

/// `events` has names that no event type goes by.
package struct UnknownEvents: Error, CustomStringConvertible {
  let names: [String]
  let catalogue: Catalogue

  package var description: String {
    let known = catalogue.types.compactMap { catalogue.id(named: $0.name).map { catalogue[$0].legacy.name } }
    let hint = names.first.flatMap { Suggestion.help(for: $0, among: known) }
    return "'events': no event type has the legacy name '\(names.joined(separator: "', '"))'"
      + (hint.map { "; \($0)" } ?? "")
  }
}
