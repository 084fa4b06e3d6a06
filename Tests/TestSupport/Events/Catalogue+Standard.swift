import RouterCore

extension Catalogue {
  /// The built-in types.
  package static let standard: Catalogue = {
    do { return try Catalogue() } catch { fatalError("the built-in types make no catalogue: \(error)") }
  }()
}
