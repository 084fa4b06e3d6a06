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

extension Catalogue {
  /// With the types that configs of tests add.
  static let ofTests: Catalogue = {
    do {
      return try ofProgram.with([.bridged("case_update", legacy: LegacyForm("CASE_CHANGED"))])
    } catch {
      preconditionFailure("the types of tests make no catalogue: \(error)")
    }
  }()
}
