import RouterCore

@testable import junctor

extension Catalogue {
  /// Of the program under test: with the types of all plugins.
  static let ofProgram: Catalogue = {
    do {
      return try Registry(plugins).catalogue
    } catch {
      preconditionFailure("the plugins make no catalogue: \(error)")
    }
  }()
}
