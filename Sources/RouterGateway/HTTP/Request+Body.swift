import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import RouterResources

extension Request {
  /// The whole body, bounded. One that says by its length that it is too long is refused before it is read, and one that
  /// waits for `100 Continue` is asked for.
  func wholeBody(upTo limit: Int, _ context: GatewayRequestContext) async throws(Problem) -> [UInt8] {
    if let coding = headers[.contentEncoding], coding.lowercased() != "identity" {
      throw Problem(
        status: .unsupportedMediaType, title: "Unsupported Media Type",
        detail: "bodies are taken without Content-Encoding only", headers: [.acceptEncoding: "identity"])
    }
    let tooLong = Problem(
      status: .contentTooLarge, title: "Content Too Large", detail: "a body has at most \(limit) bytes")
    if let length = headers[.contentLength].flatMap(Int.init), length > limit { throw tooLong }
    context.askForBody()
    do {
      return Array(try await body.collect(upTo: limit).readableBytesView)
    } catch is NIOTooManyBytesError {
      throw tooLong
    } catch let error as HTTPParserError {
      throw Problem(
        status: .badRequest, title: "Bad Request", detail: "the body breaks the rules of HTTP/1.1: \(error)")
    } catch is HTTPExchange.BodyTimeout {
      throw Problem(status: .requestTimeout, title: "Request Timeout", detail: "the body has not come in time")
    } catch {
      // Nobody is left to hear of it.
      throw Problem(status: .badRequest, title: "Bad Request", detail: "the body has not come to its end")
    }
  }
}
