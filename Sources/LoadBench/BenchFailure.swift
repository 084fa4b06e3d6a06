import NIOCore

#if canImport(Glibc)
  import Glibc
#endif

/// Why there is nothing to report, and what to do about it.
package enum BenchFailure: Error, Equatable, CustomStringConvertible {
  case unreachable(String, reason: String)
  case unusableCertificates(String, reason: String)
  case encryptionFailed(reason: String)
  case tooManyClients(needed: Int, allowed: Int)
  case serverTooSmall(clients: Int, openFiles: Int, allowed: Int)
  /// The answer to an upgrade was not 101.
  case upgradeRefused(status: Int, detail: String)
  /// `connection_error` in place of the welcome.
  case connectionRefused(code: String, text: String)
  case subscriptionRefused(code: String, text: String)
  case publishRefused(status: Int, detail: String)
  case publisherCut
  case compressionRefused
  case handshakeCut(String)
  case handshakeOverdue(Duration)
  case nothingDelivered
  case notAServer(String)

  package var description: String {
    switch self {
    case .unreachable(let url, let reason):
      "cannot connect to \(url): \(reason). Is the server running? --url names another one"
    case .unusableCertificates(let path, let reason):
      "no certificates can be read from \(path): \(reason)"
    case .encryptionFailed(let reason):
      "the TLS handshake failed: \(reason)\(Self.encryptionHelp(reason))"
    case .tooManyClients(let needed, let allowed):
      "this needs \(needed) open files and the system allows this process \(allowed): fewer --clients, or a higher "
        + "limit (ulimit -Hn \(needed))"
    case .serverTooSmall(let clients, let openFiles, let allowed):
      "the server may open \(allowed) files and has \(openFiles): not enough for \(clients) clients. Fewer --clients, "
        + "or start it with a higher limit (ulimit -n)"
    case .upgradeRefused(let status, let detail):
      "the server refused the WebSocket upgrade with \(status)\(Self.tail(detail))\(Self.help(status))"
    case .connectionRefused(let code, let text):
      "the server refused the connection: \(code)\(Self.tail(text))\(Self.help(code))"
    case .subscriptionRefused(let code, let text):
      "the server refused the subscription: \(code)\(Self.tail(text))\(Self.help(code))"
    case .publishRefused(let status, let detail):
      "the server refused an event with \(status)\(Self.tail(detail))\(Self.help(status))"
    case .compressionRefused:
      "the server does not compress: is 'server.compression' switched off? Leave out --deflate"
    case .publisherCut:
      "the server closed the connection that events are published on"
    case .handshakeCut(let how):
      "the server closed a connection before it was ready: \(how)"
    case .handshakeOverdue(let patience):
      "a connection was not ready after \(patience.components.seconds) s: is the server overloaded? Try a smaller "
        + "--connecting"
    case .nothingDelivered:
      "the server accepts events, but no client gets them: does a pipeline of its config go from 'ingest' to 'clients', "
        + "and lets agent_status pass?"
    case .notAServer(let what):
      "the server does not speak as expected: \(what)"
    }
  }

  private static func tail(_ detail: String) -> String { detail.isEmpty ? "" : " (\(detail))" }

  private static func help(_ status: Int) -> String {
    switch status {
    case 401: tokenHelp
    case 403: permissionHelp
    case 429: limitHelp
    case 404, 426: ". --url names the server's own address, without a path"
    default: ""
    }
  }

  private static func help(_ code: String) -> String {
    switch code {
    case "AUTHENTICATION_FAILED": tokenHelp
    case "PERMISSION_DENIED": permissionHelp
    case "RATE_LIMIT_EXCEEDED", "CONNECTION_LIMIT_EXCEEDED": limitHelp
    default: ""
    }
  }

  private static func encryptionHelp(_ reason: String) -> String {
    switch reason {
    case "CERTIFICATE_VERIFY_FAILED": ". --ca names the file with the certificate to trust"
    case "WRONG_VERSION_NUMBER": ". Does the server listen for ws:// there, not wss://?"
    default: ""
    }
  }

  private static let tokenHelp =
    ". Make a token with 'junctor token CONFIG' and give it by --token or JUNCTOR_TOKEN"
  private static let permissionHelp =
    ". The token needs view_agents and, to publish, publish_events: 'junctor token CONFIG --role admin' makes such a one"
  static let limitHelp = ". That is a limit of the server's profile; 'server: { profile: unlimited }' is for load tests"

  /// From what NIO throws when a connection cannot be made.
  init(_ error: any Error, connectingTo url: String) {
    switch error {
    case let failure as BenchFailure: self = failure
    case let error as IOError: self = .unreachable(url, reason: String(cString: strerror(error.errnoCode)))
    case ChannelError.connectTimeout: self = .unreachable(url, reason: "no answer")
    default: self = .unreachable(url, reason: "\(error)")
    }
  }
}
