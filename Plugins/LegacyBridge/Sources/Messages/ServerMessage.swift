import RouterCore

/// What a legacy server sends.
enum ServerMessage: Sendable {
  /// - id: nil when the server gives its events none.
  case event(id: String?, JSONDocument)
  case response(ids: [String], payload: JSONDocument)
  case error(ids: [String], ServerError)
  case authenticated
  case resumed(Resumption)
  case heartbeatAnswer
  /// Something that the documents do not know.
  case other(type: String)

  init(_ document: JSONDocument) throws(MessageMistake) {
    let root = document.root
    guard root.kind == .object else { throw .noObject }
    guard let type = root["type"]?.string else { throw .noType }
    let payload = root["payload"]
    switch type {
    case "EVENT": self = .event(id: Self.id(root["id"]), document)
    case "RESPONSE": self = .response(ids: Self.ids(root), payload: payload?.detached() ?? .null)
    case "ERROR": self = .error(ids: Self.ids(root), ServerError(payload: payload))
    case "AUTH_SUCCESS": self = .authenticated
    case "RECONNECT_SUCCESS": self = .resumed(Resumption(payload))
    case "HEARTBEAT_ACK": self = .heartbeatAnswer
    default: self = .other(type: type)
    }
  }

  /// The ids of the request that this may be an answer to. Some servers give answers ids of their own and name the request
  /// in `metadata` only.
  private static func ids(_ root: JSONNode) -> [String] {
    [root["id"], root["metadata"]?["correlationId"]].compactMap(id)
  }

  /// Nil for what cannot be an id, such as one that is longer than anybody should have to keep.
  static func id(_ node: JSONNode?) -> String? {
    node?.string.flatMap { (1...256).contains($0.utf8.count) ? $0 : nil }
  }
}

/// Why a text is no message.
enum MessageMistake: Error, Equatable {
  case notText
  case notJSON
  case noObject
  case noType
}

extension MessageMistake: CustomStringConvertible {
  var description: String {
    switch self {
    case .notText: "a binary message"
    case .notJSON: "no JSON"
    case .noObject: "no object"
    case .noType: "no 'type'"
    }
  }
}
