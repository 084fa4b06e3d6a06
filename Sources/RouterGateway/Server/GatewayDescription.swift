import ConfigSchema
import RouterCore
import RouterResources

/// What a gateway is on the wire: what its documents and pages are made of.
package struct GatewayDescription: Sendable {
  package let messages: V1Messages
  package let legacyMessages: LegacyMessages
  /// Of the listeners for clients, and of the operators' one.
  package let clientRoutes: [RouteDescription]
  package let adminRoutes: [RouteDescription]
  /// As `/asyncapi.json` and, for clients, `/openapi.json`.
  package let asyncAPI: JSONText
  package let openAPI: JSONText
}

extension Gateway {
  /// Nothing has to be served for it.
  package func description(engine: Engine) -> GatewayDescription {
    let connections = ConnectionLimit(.measured(), time: settings.time, logger: logger)
    let routes = clientRoutes(engine: engine, connections).descriptions
    return GatewayDescription(
      messages: V1Messages(settings.catalogue), legacyMessages: LegacyMessages(settings.catalogue),
      clientRoutes: routes,
      adminRoutes: adminRoutes(engine: engine, connections).descriptions,
      asyncAPI: AsyncAPIDocument(settings).json,
      openAPI: OpenAPIDocument(routes: routes, version: settings.version).json)
  }
}
