import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import RouterCore
import RouterResources

/// `/admin/maintenance`: GET says how it is, POST switches it with `{enabled, starts_at?, ends_at?, message?}`. What is so already
/// stays as it is.
struct MaintenanceRoute: Sendable {
  private static let maxBody = 16 << 10

  let engine: Engine
  let time: any TimeSource
  let logger: Logger
  /// Nil where no token is asked: on the admin listener.
  let guardian: RequestGuard?

  func add(to routes: inout RouteTable) {
    let access: RouteAccess = guardian == nil ? .open : .permission(.adminSystem)
    routes.add(.showMaintenance(access)) { request in
      _ = try await guardian?.require(.adminSystem, of: request)
      guard let state = await engine.maintenance() else { throw Self.noSource }
      return .json(Self.answer(state))
    }
    routes.add(.switchMaintenance(access)) { request, context in
      _ = try await guardian?.require(.adminSystem, of: request)
      return try await change(request, context)
    }
  }

  private func change(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
    // Not only for tidiness: a page in a browser cannot send this type to the admin listener without asking first.
    guard request.headers[.contentType].map(Self.isJSON) == true else {
      throw Problem(
        status: .unsupportedMediaType, title: "Unsupported Media Type", detail: "send a JSON object as application/json"
      )
    }
    let wanted = try MaintenanceReader(now: time.now()).maintenance(
      in: try Self.document(try await request.wholeBody(upTo: Self.maxBody, context)))
    let outcome: (state: Maintenance, hasChanged: Bool)?
    do throws(EmitError) {
      outcome = try await engine.switchMaintenance(to: wanted)
    } catch {
      throw Self.problem(error)
    }
    guard let outcome else { throw Self.noSource }
    if outcome.hasChanged { logger.notice("maintenance", metadata: ["enabled": "\(outcome.state.isEnabled)"]) }
    return .json(Self.answer(outcome.state, hasChanged: outcome.hasChanged))
  }

  private static func isJSON(_ header: String) -> Bool {
    let type = header.split(separator: ";", maxSplits: 1).first ?? ""
    return type.lowercased().filter { $0 != " " && $0 != "\t" } == "application/json"
  }

  private static func document(_ body: [UInt8]) throws(Problem) -> JSONDocument {
    do throws(JSONError) {
      return try JSONDocument(parsing: body)
    } catch {
      throw Problem(
        status: .badRequest, title: "Malformed JSON", detail: "\(error)",
        errors: [.init(place: .body(pointer: error.pointer), detail: "\(error)")])
    }
  }

  private static var noSource: Problem {
    Problem(
      status: .conflict, title: "No System Source",
      detail: """
        this router's config has no source of type 'system', which tells clients of maintenance: add \
        'sources: { router: { type: system } }' and 'router' to the 'from' of a pipeline to clients
        """)
  }

  private static func problem(_ error: EmitError) -> Problem {
    switch error {
    case .invalid(let reason):
      Problem(status: .conflict, title: "Conflict", detail: "clients cannot be told: \(reason)")
    case .refused(let reason):
      Problem(
        status: .serviceUnavailable, title: "Service Unavailable",
        detail: "nothing was changed, since clients cannot be told now: \(words(for: reason))", retryAfter: .seconds(1))
    }
  }

  private static func words(for error: LogError) -> String {
    switch error {
    case .full: "too many events wait"
    case .closed, .cancelled: "the server is stopping"
    case .exhausted: "all event numbers have been given"
    case .unavailable(let reason): "the event log cannot be written: \(reason)"
    }
  }

  private static func answer(_ state: Maintenance, hasChanged: Bool? = nil) -> [UInt8] {
    var writer = JSONWriter(capacity: 128)
    writer.beginObject()
    writer.member("enabled", state.isEnabled)
    if let startsAt = state.startsAt { writer.member("starts_at", startsAt) }
    if let endsAt = state.endsAt { writer.member("ends_at", endsAt) }
    if let message = state.message { writer.member("message", message) }
    if let hasChanged { writer.member("changed", hasChanged) }
    writer.endObject()
    return writer.bytes
  }
}
