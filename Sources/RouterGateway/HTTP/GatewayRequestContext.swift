import Hummingbird
import NIOCore

/// What a request handler knows of its connection.
package struct GatewayRequestContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  package let remoteAddress: SocketAddress?

  package init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    remoteAddress = source.channel.remoteAddress
  }
}

/// Hummingbird's router; the plain name is the event router's.
typealias HTTPRouter = Hummingbird.Router<GatewayRequestContext>
