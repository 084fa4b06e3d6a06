import AsyncHTTPClient
import NIOCore
import RouterCore
import RouterGateway

/// Asks a running router about one of its clients.
struct ClientQuestion {
  let admin: AdminConfig
  let client: String
  let event: EventNumber

  private static let patience = TimeAmount.seconds(10)
  private static let maxBytes = 1 << 16

  /// A line for people.
  func ask() async throws -> String {
    let request = HTTPClientRequest(url: base + "/explain?client=\(escaped)&event=\(event.publicID)")
    let root: JSONNode
    do {
      let response = try await HTTPClient.shared.execute(request, timeout: Self.patience)
      let body = try await response.body.collect(upTo: Self.maxBytes)
      root = try JSONDocument(parsing: Array(body.readableBytesView)).root
    } catch {
      throw ExplainError(
        "the router's admin listener (\(admin.listen)) cannot be asked about a client: is the router running? (\(error))"
      )
    }
    guard let verdict = root["verdict"]?.string else {
      throw ExplainError("\(root["detail"]?.string ?? "the router does not know what is asked")")
    }
    return "client \(client): \(verdict), \(root["detail"]?.string ?? "")\n"
  }

  private var base: String {
    switch admin.listen {
    case .tcp(let host, let port): "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    case .unix(let path): "http+unix://\(path.replacing("/", with: "%2F"))"
    }
  }

  /// Session ids are digits and letters; whatever else was typed must not change the question.
  private var escaped: String {
    client.utf8.map { byte in
      let scalar = Unicode.Scalar(byte)
      return scalar.properties.isAlphabetic && scalar.isASCII || ("0"..."9").contains(scalar) || scalar == "_"
        ? String(scalar) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }
}
