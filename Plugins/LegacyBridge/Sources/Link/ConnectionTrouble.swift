import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket

/// What errors of the network mean, in words and as ends of a connection.
enum ConnectionTrouble {
  static func reason(_ error: any Error) -> String {
    switch error {
    case let error as BridgeFailure: "\(error)"
    case let error as NIOConnectionError:
      // Of several addresses the last one's reason is as good as any.
      error.connectionErrors.last.map { reason($0.error) } ?? "the name is unknown"
    case let error as IOError: String(cString: strerror(error.errnoCode))
    case is SocketAddressError: "the name is unknown"
    case let error as ChannelError where error == .eof || error == .alreadyClosed || error == .ioOnClosedChannel:
      "it was closed"
    case let error as NIOSSLError where error == .uncleanShutdown: "it was cut off"
    case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: "TLS: \(error)"
    case is NIOHTTPClientUpgradeError: "its answer is no upgrade to WebSocket"
    case is HTTPParserError: "its answer is no HTTP"
    case is TimeoutReached: "no connection in time"
    default: "\(type(of: error))"
    }
  }

  /// - Parameter limit: bytes of a message.
  static func failure(_ error: any Error, limit: Int) -> BridgeFailure {
    switch error {
    case let error as BridgeFailure: error
    case NIOWebSocketError.invalidFrameLength, NIOWebSocketFrameAggregator.Error.accumulatedFrameSizeIsTooLarge:
      .tooLarge(limit: limit)
    case is NIOWebSocketError: .protocolViolation("a control frame in parts or too long")
    case NIOWebSocketFrameAggregator.Error.tooManyFragments: .protocolViolation("a message in too many parts")
    case is NIOWebSocketFrameAggregator.Error: .protocolViolation("parts of messages in disorder")
    default: .broken(reason: reason(error))
    }
  }
}

/// The time for connecting is over.
struct TimeoutReached: Error {}
