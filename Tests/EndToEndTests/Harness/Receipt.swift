import Foundation

/// The answer to accepted events.
struct Receipt: Decodable {
  struct Item: Decodable {
    let source: String
    let status: String
    let event_id: String
  }

  let accepted: Int
  let items: [Item]

  init(_ reply: HTTPClient.Reply) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(reply.body.utf8))
  }

  var ids: [String] { items.map(\.event_id) }
}
