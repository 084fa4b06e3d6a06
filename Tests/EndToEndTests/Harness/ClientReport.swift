/// What a client script says, a JSON object per line.
enum ClientReport: Sendable {
  case open(subprotocol: String?)
  case message(Frame)
  case closed(Closing)
  case failed(String)
  /// The raw client only: the connection itself has ended.
  case gone
  /// The raw client only: how many pings were taken.
  case flooded(Int)
}

/// How the server closed a connection.
struct Closing: Sendable, Equatable, Decodable {
  let code: Int
  let reason: String
}

extension ClientReport: Decodable {
  private enum Key: CodingKey { case event, subprotocol, type, text, reason, sent }
  private enum Event: String, Decodable { case open, message, closed, failed, gone, flooded }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    switch try values.decode(Event.self, forKey: .event) {
    case .open: self = .open(subprotocol: try values.decodeIfPresent(String.self, forKey: .subprotocol))
    case .message:
      let (type, text) = (try values.decode(String.self, forKey: .type), try values.decode(String.self, forKey: .text))
      self = .message(try Frame(type: type, text: text))
    case .closed: self = .closed(try Closing(from: decoder))
    case .failed: self = .failed(try values.decode(String.self, forKey: .reason))
    case .gone: self = .gone
    case .flooded: self = .flooded(try values.decode(Int.self, forKey: .sent))
    }
  }
}
