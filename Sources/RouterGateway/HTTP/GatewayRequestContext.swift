import Hummingbird
import NIOCore

/// What a request handler knows of its connection.
package struct GatewayRequestContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  package let remoteAddress: SocketAddress?
  private let channel: any Channel

  package init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    remoteAddress = source.channel.remoteAddress
    channel = source.channel
  }

  /// The handler wants the request's body: a client that waits for a `100 Continue` gets it.
  func askForBody() { channel.triggerUserOutboundEvent(HTTPExchange.BodyWanted(), promise: nil) }
}

/// Hummingbird's router; the plain name is the event router's.
typealias HTTPRouter = Hummingbird.Router<GatewayRequestContext>
