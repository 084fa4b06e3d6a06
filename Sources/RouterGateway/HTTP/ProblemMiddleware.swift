import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import RouterResources

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

extension Problem {
  func response() -> Response {
    Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}

extension Problem.Limit {
  init(_ report: LimitReport) { self.init(type: report.kind.rawValue, limit: report.limit, current: report.current) }
}
