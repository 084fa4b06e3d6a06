import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Fetches a key set by HTTP. The client lives for one request: there are minutes between two.
///
/// Redirects are not followed, so keys never come from a place that the config does not name.
struct HTTPKeySetSource: KeySetSource {
  /// A key set with dozens of keys and certificates is smaller.
  static let maxBytes = 256 << 10

  let url: KeySetURL
  let ca: String?
  let timeout: Duration

  func fetch() async throws(KeySetFailure) -> KeySetAnswer {
    do {
      let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: try configuration)
      let result = await Result { try await ask(client) }
      try await client.shutdown()
      return try result.get()
    } catch let failure as KeySetFailure {
      throw failure
    } catch {
      throw KeySetFailure(Self.reason(error))
    }
  }

  private var configuration: HTTPClient.Configuration {
    get throws {
      var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
      if let ca { configuration.tlsConfiguration = try Authorities(path: ca).configuration }
      configuration.httpVersion = .http1Only
      configuration.timeout = .init(connect: .microseconds(timeout.wholeMicroseconds))
      configuration.connectionPool.retryConnectionEstablishment = false
      return configuration
    }
  }

  private func ask(_ client: HTTPClient) async throws -> KeySetAnswer {
    var request = HTTPClientRequest(url: url.text)
    request.headers = ["Accept": "application/jwk-set+json, application/json", "User-Agent": "junctor"]
    let response = try await client.execute(request, deadline: .distantFuture)
    let status = Int(response.status.code)
    guard status == 200 else {
      let hint = (300..<400).contains(status) ? ": redirects are not followed" : ""
      throw KeySetFailure("the server answered \(status)\(hint)")
    }
    let body = try await response.body.collect(upTo: Self.maxBytes)
    return KeySetAnswer(
      bytes: Array(body.readableBytesView),
      freshness: Freshness.duration(
        cacheControl: response.headers[canonicalForm: "Cache-Control"].map(String.init),
        age: response.headers.first(name: "Age")))
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case is NIOTooManyBytesError: "the answer has more than \(maxBytes) bytes"
    case is Authorities.Failure: "\(error)"
    case let error as HTTPClientError where error == .connectTimeout: "no connection in time"
    case let error as HTTPClientError where error == .remoteConnectionClosed:
      "the server closed the connection without an answer"
    case let error as HTTPClientError: error.shortDescription
    case is NIOConnectionError: "no connection: nobody listens there, or the name is unknown"
    case let error as IOError: String(cString: strerror(error.errnoCode))
    case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: "TLS: \(error)"
    default: "\(type(of: error))"
    }
  }
}

extension Result where Failure == any Error {
  fileprivate init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
