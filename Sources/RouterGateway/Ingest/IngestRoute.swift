import HTTPTypes
import Hummingbird
import NIOCore
import RouterCore
import RouterResources

/// `POST /api/v1/events`: CloudEvents 1.0.2 and v1 envelopes, one or many; all or nothing unless the request prefers
/// `handling=lenient` (RFC 7240).
struct IngestRoute: Sendable {
  private static let maxBody = 1 << 20
  private static let prefer = HTTPField.Name("Prefer")
  private static let preferenceApplied = HTTPField.Name("Preference-Applied")

  let desk: PublishDesk
  let guardian: RequestGuard
  let reader: IngestReader
  let counters: GatewayCounters

  let catalogue: Catalogue

  func add(to routes: inout RouteTable) {
    routes.add(.publishEvents(catalogue)) { request, context in
      do {
        return try await publish(request, context)
      } catch {
        counters.refusedPublishes.add()
        throw error
      }
    }
  }

  private func publish(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
    let principal = try await guardian.require(.publishEvents, of: request)
    let form = try IngestForm(request.headers)
    let preferences = Preferences(Self.prefer.map { request.headers[values: $0] } ?? [])
    let body = try await request.wholeBody(upTo: Self.maxBody, context)
    let events = try reader.events(in: body, form, request.headers)
    let isLenient = preferences.handling == "lenient"
    do throws(PublishRefusal) {
      let items = try await desk.publish(
        count: events.count, as: principal, isLenient ? .lenient : .strict, events.read)
      var response = Response.json(IngestAnswer(items: items, isList: events.isList).bytes, status: .accepted)
      if isLenient, let name = Self.preferenceApplied { response.headers[name] = "handling=lenient" }
      return response
    } catch {
      throw Problem(error, isList: events.isList)
    }
  }
}
