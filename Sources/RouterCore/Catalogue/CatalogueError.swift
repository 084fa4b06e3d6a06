/// Why a set of event types makes no catalogue. Plugins or the config are to be corrected.
package enum CatalogueError: Error, Sendable, Hashable {
  /// A name or alias that two types want.
  case duplicateName(String)
  case duplicateLegacyName(String)
  /// The legacy form of a type would lose something.
  case invalidLegacyForm(type: String, LegacyFormProblem)
  /// Names are lower snake case: other forms clash with wildcards and have no legacy form.
  case invalidName(String)
  /// A type to be switched off that does not exist.
  case unknownName(String)
  /// Ids have 16 bits.
  case tooManyTypes(Int)
}

extension CatalogueError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .duplicateName(let name): "two event types are called '\(name)'"
    case .duplicateLegacyName(let name): "two event types have the legacy name '\(name)'"
    case .invalidLegacyForm(let type, let problem): "the legacy form of '\(type)': \(problem)"
    case .invalidName(let name):
      "'\(name)' is no event type name: small letters, digits and underscores, a letter first"
    case .unknownName(let name): "there is no event type '\(name)' to switch off"
    case .tooManyTypes(let count): "\(count) event types are more than ids can number"
    }
  }
}
