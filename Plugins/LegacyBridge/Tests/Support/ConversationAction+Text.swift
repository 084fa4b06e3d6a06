import RouterCore
import TestSupport

@testable import LegacyBridgePlugin

extension ConversationAction {
  /// In short, for comparisons: a message's type, id and payload; everything else by its name.
  var text: String {
    switch self {
    case .send(let bytes): "send \(Self.short(bytes))"
    case .ping: "ping"
    case .take(let event): "take \(event.id ?? "-")\(event.movesPosition ? "" : " in place")"
    case .resumed(let id): "resumed\(id.map { " at \($0)" } ?? "")"
    case .ready: "ready"
    case .note(.gap(let id, _)): "gap after \(id)"
    case .note(.noResumption(let id, let code)): "no resumption after \(id): \(code)"
    case .note(.unrestored(let names)): "unrestored \(names.joined(separator: ","))"
    case .note(.complaint(let code)): "complaint \(code)"
    case .answer(let ticket, .success(let payload)): "answer \(ticket.number) \(payload)"
    case .answer(let ticket, .failure(let error)): "refuse \(ticket.number) \(error.code)"
    case .abandon(let ticket): "abandon \(ticket.number)"
    case .fail(let failure): "fail \(failure)"
    }
  }

  private static func short(_ bytes: [UInt8]) -> String {
    let root = JSONDocument.sample(String(decoding: bytes, as: UTF8.self)).root
    let parts = ["type", "id"].compactMap { root[$0]?.string }
    let rest = ["target", "action", "payload"].compactMap { root[$0].map { String(decoding: $0.text, as: UTF8.self) } }
    return (parts + rest).joined(separator: " ")
  }
}

extension ServerMessage {
  /// A text that the test knows to be a message.
  static func sample(_ text: String) throws -> ServerMessage { try ServerMessage(.sample(text)) }
}

extension ConversationTerms {
  static let sample = ConversationTerms(token: nil, events: ["ASSESSMENT_UPDATE"])
}
