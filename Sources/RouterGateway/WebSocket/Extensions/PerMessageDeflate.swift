import Deflate

/// What client and server have agreed on about compression (RFC 7692 §7.1). A value, made of the client's offers.
///
/// Neither side takes its context over from one message to the next: the server's frames are the same for all clients, so
/// they cannot refer to what one of them was sent before, and a client's context would have to be kept while it is idle.
struct PerMessageDeflate: Equatable, Sendable {
  private static let name = "permessage-deflate"

  /// How far back the server's frames refer.
  let window: DeflateWindow
  /// Whether the client has asked for a window and so has to be told which it gets.
  private let tellsWindow: Bool

  /// Takes the first offer that can be kept. Nil when none can: the connection then goes on without compression.
  init?(_ offers: [ExtensionOffer]) {
    for offer in offers {
      guard let agreement = PerMessageDeflate(offer) else { continue }
      self = agreement
      return
    }
    return nil
  }

  /// RFC 7692 §7.1: an offer is declined that has a parameter which is unknown, there twice or has a value that it may not
  /// have, or that asks for what cannot be done.
  private init?(_ offer: ExtensionOffer) {
    guard offer.name == Self.name else { return nil }
    var (window, asked) = (DeflateWindow.full, Set<String>())
    for parameter in offer.parameters {
      guard asked.insert(parameter.name).inserted else { return nil }
      switch (parameter.name, parameter.value) {
      case ("server_no_context_takeover", nil), ("client_no_context_takeover", nil): break
      case ("server_max_window_bits", let value?):
        guard let bits = Self.bits(value), let size = DeflateWindow(atMost: bits) else { return nil }
        window = size
      // What the client may do, or will not exceed: a message is inflated with the largest window, whatever it used.
      case ("client_max_window_bits", nil): break
      case ("client_max_window_bits", let value?):
        guard Self.bits(value) != nil else { return nil }
      default: return nil
      }
    }
    self.window = window
    tellsWindow = asked.contains("server_max_window_bits")
  }

  /// RFC 7692 §7.1.2: 8 to 15, without leading zeros.
  private static func bits(_ text: String) -> UInt8? {
    (8...15 as ClosedRange<UInt8>).first { "\($0)" == text }
  }

  /// The value of `Sec-WebSocket-Extensions` in the 101.
  var answer: String {
    let answer = "\(Self.name); server_no_context_takeover; client_no_context_takeover"
    return tellsWindow ? "\(answer); server_max_window_bits=\(window.rawValue)" : answer
  }
}
