import RouterCore
import RouterGateway

/// Asks a running router about one of its clients.
struct ClientQuestion {
  let admin: AdminConfig
  let client: String
  let event: EventNumber

  /// A line for people.
  func ask() async throws -> String {
    let path = "/explain?client=\(escaped)&event=\(event.publicID)"
    let root = try await AdminClient(admin: admin).get(path).document.root
    guard let verdict = root["verdict"]?.string else {
      throw ExplainError("\(root["detail"]?.string ?? "the router does not know what is asked")")
    }
    return "client \(client): \(verdict), \(root["detail"]?.string ?? "")\n"
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
