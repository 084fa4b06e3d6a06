import RouterCore
import RouterResources

/// `/admin/maintenance`.
extension RouteDescription {
  private static let path = "/admin/maintenance"

  static func showMaintenance(_ access: RouteAccess) -> RouteDescription {
    RouteDescription(
      .get, path, name: "getMaintenance", "Whether maintenance is on.", tag: .operation, access: access,
      responses: [
        .json(.ok, "How it is.", .named(state), examples: [("off", #"{"enabled":false}"#)]),
        noSource,
      ])
  }

  static func switchMaintenance(_ access: RouteAccess) -> RouteDescription {
    RouteDescription(
      .post, path, name: "switchMaintenance", "Switches maintenance, and tells clients.", tag: .operation,
      access: access,
      body: [.json(.named(wish), examples: [("on", #"{"enabled":true,"message":"Database upgrade"}"#)])],
      responses: [
        .json(.ok, "How it is now.", .named(state), examples: [("on", #"{"enabled":true,"changed":true}"#)]),
        .problem(.badRequest, "The body is no JSON."), noSource,
        .problem(.requestTimeout, "The body has not come in time."),
        .problem(.contentTooLarge, "The body is too big."),
        .problem(.unsupportedMediaType, "The body is not application/json, or encoded."),
        .problem(.unprocessableContent, "A member is wrong; `errors` names it."),
        .problem(.serviceUnavailable, "Clients cannot be told now, so nothing was changed.", headers: [.retryAfter]),
      ])
  }

  private static let noSource = RouteResponse.problem(
    .conflict, "The router has no source of the type system, or clients cannot be told.")

  private static let wish = NamedShape(
    "maintenance_wish", "What maintenance is to be.",
    .exact([.required("enabled", .boolean, "Whether maintenance is on.")] + details))

  private static let state = NamedShape(
    "maintenance_state", "What maintenance is.",
    .exact(
      [.required("enabled", .boolean, "Whether maintenance is on.")] + details
        + [.optional("changed", .boolean, "Whether the request has changed anything.")]))

  private static let details: [PayloadField] = [
    .optional("starts_at", .nullable(.dateTime), "When it starts."),
    .optional("ends_at", .nullable(.dateTime), "When it will be over."),
    .optional("message", .nullable(.string), "What is being done, in at most 1000 characters."),
  ]
}
