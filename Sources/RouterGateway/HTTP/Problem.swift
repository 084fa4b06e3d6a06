import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import RouterCore

/// An error answer in the form of RFC 9457.
struct Problem: Error, Sendable {
  struct Detail: Sendable {
    /// RFC 6901, from the root of the request body.
    let pointer: String
    let detail: String
  }

  let status: HTTPResponse.Status
  let title: String
  var detail: String?
  var errors: [Detail] = []
  var retryAfter: Duration?
  /// Methods that the path knows, for 405.
  var allow: [HTTPRequest.Method] = []

  func response() -> Response {
    var headers: HTTPFields = [.contentType: "application/problem+json"]
    if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
    if !allow.isEmpty { headers[.allow] = allow.map(\.rawValue).joined(separator: ", ") }
    if let retryAfter { headers[.retryAfter] = "\(max(1, retryAfter.components.seconds))" }
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  private var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("type", "about:blank")
    writer.member("title", title)
    writer.member("status", status.code)
    if let detail { writer.member("detail", detail) }
    if !errors.isEmpty {
      writer.key("errors")
      writer.beginArray()
      for error in errors {
        writer.beginObject()
        writer.member("pointer", error.pointer)
        writer.member("detail", error.detail)
        writer.endObject()
      }
      writer.endArray()
    }
    writer.endObject()
    return writer.bytes
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
    } catch let problem as Problem {
      return problem.response()
    } catch let error as HTTPError {
      return Problem(status: error.status, title: error.status.reasonPhrase, detail: error.body).response()
    } catch {
      logger.error("a request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
      return Problem(status: .internalServerError, title: "Internal Server Error").response()
    }
  }
}
