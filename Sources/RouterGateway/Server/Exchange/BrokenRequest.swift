import HTTPTypes
import NIOHTTP1
import RouterResources

/// The answer to what is no HTTP request, as a problem document.
struct BrokenRequest {
  let head: HTTPResponseHead
  let body: [UInt8]

  init(_ failure: HTTPExchangeState.Failure) {
    let (status, detail) = Self.reading(of: failure)
    let problem = Problem(status: status, title: status.reasonPhrase, detail: detail)
    body = problem.bytes
    head = HTTPResponseHead(
      version: .http1_1, status: .init(statusCode: status.code, reasonPhrase: status.reasonPhrase),
      headers: [
        "Content-Type": Problem.contentType, "Content-Length": "\(body.count)", "Connection": "close",
        "Server": HTTPService.name,
      ])
  }

  private static func reading(of failure: HTTPExchangeState.Failure) -> (HTTPResponse.Status, String) {
    switch failure {
    case .host: (.badRequest, "a request has one Host field, with the name of the server")
    case .coding: (.notImplemented, "bodies come as they are or in chunks, without other transfer codings")
    case .unreadable(.headerOverflow): (.requestHeaderFieldsTooLarge, "the header fields are too large")
    // Also what is no HTTP at all, such as TLS where none is spoken.
    case .unreadable(.invalidMethod): (.badRequest, "the request does not begin with a method that is known")
    case .unreadable(.invalidVersion): (.httpVersionNotSupported, "HTTP/1.1 is spoken here")
    case .unreadable(let error): (.badRequest, "the request breaks the rules of HTTP/1.1: \(error)")
    }
  }
}
