import RouterCore

@testable import RouterGateway

extension ParsedMessage {
  /// In a line, for tables: the message, and what its answer repeats.
  var words: String {
    let target = tag?.target.map { " of \($0)" } ?? ""
    return (tag.map { "\($0.id)\(target): " } ?? "") + message.words
  }
}

extension ClientMessage {
  fileprivate var words: String {
    switch self {
    case .subscribe(let request): "subscribe to \(request.events)\(request.isWhole ? ", all or nothing" : "")"
    case .unsubscribe(let request): "give up \(request.events)\(request.isWhole ? ", all or nothing" : "")"
    case .ping(let id): "ping \(id.map { String(decoding: $0.text, as: UTF8.self) } ?? "")"
    case .authenticate(let token): "this is \(token)"
    case .reconnect(let request):
      "go on after \(request.lastEvent.words) with \(request.events.map { "\($0)" } ?? "the same")"
    case .request(let request):
      "\(request.isQuery ? "ask" : "tell") \(request.target) to \(request.action): \(request.payload)"
    case .invalid(let error): "\(error.family) \(error.field ?? "-"): \(error.text)"
    case .command, .commandResult, .configure, .publish, .refreshToken, .showPool, .disconnect:
      "what this dialect does not have"
    }
  }
}

extension ResumeRequest.LastEvent {
  fileprivate var words: String {
    switch self {
    case .none: "nothing"
    case .number(let number): number.publicID
    case .malformed: "what was never ours"
    }
  }
}
