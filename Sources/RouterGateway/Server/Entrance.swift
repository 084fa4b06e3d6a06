import RouterCore
import RouterResources

/// A way in for WebSocket clients: where it is, how is spoken there, and how clients say who they are.
package struct Entrance: Sendable {
  /// How a client says who it is.
  package enum Admission: Sendable {
    /// By a token in the request.
    case request
    /// By a token in the request or in a message, for which it has so much time.
    case message(within: Duration)
    /// By a token, in the request or in a message, or not at all: that is enough for reading. Web pages from elsewhere have so
    /// much time for it.
    case anyone(within: Duration)
  }

  package let description: RouteDescription
  package let rules: SessionRules
  package let admission: Admission

  package init(_ description: RouteDescription, _ rules: SessionRules, _ admission: Admission = .request) {
    self.description = description
    self.rules = rules
    self.admission = admission
  }

  package var path: String { description.path }
}

extension Entrance {
  /// What a router has.
  package static func all(_ settings: GatewaySettings) -> [Entrance] { [v1(settings), legacy(settings)] }

  private static func v1(_ settings: GatewaySettings) -> Entrance { Entrance(.sessions, settings.rules) }

  private static func legacy(_ settings: GatewaySettings) -> Entrance {
    let (config, profile) = (settings.legacy, settings.server.profile)
    let dialect = LegacyDialect(settings.catalogue, components: settings.components)
    let rules = SessionRules(settings.catalogue, SessionLimits(legacy: config, profile), dialect)
    let auth = config.auth ?? (profile == .production ? .required : .optional)
    return Entrance(
      .legacySessions, rules,
      auth == .required ? .message(within: config.authTimeout) : .anyone(within: config.authTimeout))
  }
}
