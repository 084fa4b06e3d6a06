import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import RouterCore

/// Answers requests by a router, as Hummingbird's `Application` does for the one listener that it opens itself.
struct HTTPService: Sendable {
  /// An HTTP connection that is silent for this long, between requests or within one, is closed.
  private static let idleTimeout = TimeAmount.seconds(60)

  /// As the `Server` field says.
  static let name = "junctor"

  let responder: any HTTPResponder<GatewayRequestContext>
  let time: any TimeSource
  let logger: Logger

  var channel: HTTP1Channel {
    HTTP1Channel(
      responder: { request, writer, channel in try await respond(to: request, writer, channel) },
      configuration: .init(idleTimeout: Self.idleTimeout))
  }

  private func respond(to request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel) async throws {
    let context = GatewayRequestContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
    var response = try await responder.respond(to: request, context: context)
    response.headers[.date] = HTTPDate.text(of: time.now())
    response.headers[.server] = Self.name
    do {
      try await writer.write(response: response.head, body: response.body)
    } catch is HTTPParserError {
      // Would be answered with 400, but an answer has begun.
      throw ChannelError.inputClosed
    }
  }
}
