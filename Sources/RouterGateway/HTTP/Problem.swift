import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import RouterCore

/// An error answer in the form of RFC 9457.
package struct Problem: Error, Sendable {
  struct Detail: Sendable {
    enum Place: Sendable {
      /// RFC 6901, from the root of the request body.
      case body(pointer: String)
      case header(String)
    }

    let place: Place
    let detail: String
  }

  static let contentType = "application/problem+json"

  let status: HTTPResponse.Status
  let title: String
  var detail: String?
  var errors: [Detail] = []
  var retryAfter: Duration?
  /// Fields that go with the status.
  var headers: HTTPFields = [:]
  /// Methods that the path knows, for 405.
  var allow: [HTTPRequest.Method] = []
  /// For 429.
  var limit: LimitReport?

  /// As a client sees it.
  package static let shape = PayloadShape.named(
    "problem", "An error (RFC 9457).",
    .exact([
      .required("type", .oneOf(["about:blank"]), "The status says all."),
      .required("title", .string, "What went wrong, in general."),
      .required("status", .integer(NumberBounds(minimum: 400, maximum: 599)), "The status of the answer."),
      .optional("detail", .string, "What went wrong this time."),
      .optional("limit_type", V1Messages.limitType, "Which limit is reached, for 429."),
      .optional("limit", .integer(.notNegative), "What is allowed."),
      .optional("current_usage", .integer(.notNegative), "What has been used."),
      .optional("errors", errors, "What is wrong, field by field."),
    ]), example: #"{"type":"about:blank","title":"Unauthorized","status":401,"detail":"there is no token"}"#)

  /// What is wrong, field by field.
  static let errors = PayloadShape.array(
    of: .exact([
      .optional("pointer", .string, "The wrong field (RFC 6901), from the root of the request's body."),
      .optional("header", .string, "The wrong header."),
      .required("detail", .string, "What is wrong with it."),
    ]))

  func response() -> Response {
    Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// All header fields.
  var fields: HTTPFields {
    var headers = headers
    headers[.contentType] = Self.contentType
    if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
    if !allow.isEmpty { headers[.allow] = allow.map(\.rawValue).joined(separator: ", ") }
    if let retryAfter { headers[.retryAfter] = "\(max(1, retryAfter.wholeSeconds))" }
    return headers
  }

  var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("type", "about:blank")
    writer.member("title", title)
    writer.member("status", status.code)
    if let detail { writer.member("detail", detail) }
    if let limit {
      writer.member("limit_type", limit.kind.rawValue)
      writer.member("limit", limit.limit)
      writer.member("current_usage", limit.current)
    }
    if !errors.isEmpty { writer.member("errors", errors) }
    writer.endObject()
    return writer.bytes
  }
}

extension JSONWriter {
  mutating func member(_ key: String, _ details: [Problem.Detail]) {
    self.key(key)
    beginArray()
    for detail in details {
      beginObject()
      switch detail.place {
      case .body(let pointer): member("pointer", pointer)
      case .header(let name): member("header", name)
      }
      member("detail", detail.detail)
      endObject()
    }
    endArray()
  }
}

/// Turns every error into a problem document, Hummingbird's own included.
struct ProblemMiddleware: RouterMiddleware {
  typealias Context = GatewayRequestContext

  let logger: Logger

  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      let response = problem(of: error, request).response()
      // RFC 9110 §9.3.2: or the client takes the body for the next answer.
      return request.method == .head ? response.createHeadResponse() : response
    }
  }

  private func problem(of error: any Error, _ request: Request) -> Problem {
    switch error {
    case let problem as Problem: return problem
    case let error as HTTPError:
      return Problem(status: error.status, title: error.status.reasonPhrase, detail: error.body)
    default:
      logger.error("a request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
      return Problem(status: .internalServerError, title: "Internal Server Error")
    }
  }
}
