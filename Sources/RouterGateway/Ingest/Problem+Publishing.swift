import HTTPTypes
import RouterResources

extension Problem {
  /// - Parameter isList: whether the body is an array of events, so that pointers go through it.
  init(_ refusal: PublishRefusal, isList: Bool) {
    let status = refusal.status
    self.init(
      status: status, title: status.reasonPhrase, detail: refusal.text,
      errors: refusal.flaws.map { flaw in
        Detail(at: flaw.place, detail: flaw.detail, in: isList ? "/\(flaw.index)" : "")
      },
      retryAfter: refusal.retryAfter)
    if case .overRate(let limit) = refusal.reason { self.limit = Limit(limit) }
  }
}

extension Problem.Detail {
  /// - Parameter root: where the event stands in the body.
  init(at place: FieldPlace, detail: String, in root: String) {
    switch place {
    case .body(let pointer): self.init(place: .body(pointer: root + pointer), detail: detail)
    case .header(let name): self.init(place: .header(name), detail: detail)
    }
  }
}

extension PublishRefusal {
  fileprivate var status: HTTPResponse.Status {
    switch reason {
    case .malformed, .events(.malformed), .events(.unknownType), .events(.disabledType): .unprocessableContent
    case .tooMany, .events(.tooLarge): .contentTooLarge
    case .denied, .events(.denied): .forbidden
    case .overRate: .tooManyRequests
    case .unavailable: .serviceUnavailable
    }
  }
}
