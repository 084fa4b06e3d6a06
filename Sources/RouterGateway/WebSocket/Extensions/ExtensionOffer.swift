/// One element of `Sec-WebSocket-Extensions`: an extension and its parameters (RFC 6455 §9.1).
struct ExtensionOffer: Equatable, Sendable {
  struct Parameter: Equatable, Sendable {
    let name: String
    var value: String?
  }

  let name: String
  var parameters: [Parameter] = []

  /// Reads all values of the header, which are one list (RFC 6455 §9.1), in the client's order of preference.
  /// - Returns: nil when they are not what RFC 6455 allows; the handshake has to fail then.
  static func list(_ headers: [String]) -> [ExtensionOffer]? {
    var offers: [ExtensionOffer] = []
    for header in headers {
      var scanner = HeaderScanner(header)
      repeat {
        // RFC 9110 §5.6.1.2: empty elements of a list are to be passed over.
        if scanner.isAtSeparator { continue }
        guard let offer = ExtensionOffer(&scanner) else { return nil }
        offers.append(offer)
      } while scanner.skip(",")
      guard scanner.isAtEnd else { return nil }
    }
    return offers
  }

  init(name: String, _ parameters: [Parameter] = []) {
    self.name = name
    self.parameters = parameters
  }

  private init?(_ scanner: inout HeaderScanner) {
    guard let name = scanner.token() else { return nil }
    self.name = name
    while scanner.skip(";") {
      guard let name = scanner.token() else { return nil }
      var value: String?
      if scanner.skip("=") {
        guard let text = scanner.tokenOrQuoted() else { return nil }
        value = text
      }
      parameters.append(Parameter(name: name, value: value))
    }
  }
}
