extension PublishFailure {
  init(_ refusal: PublishRefusal, requestID: String?) {
    var limit: LimitReport?
    if case .overRate(let report) = refusal.reason { limit = report }
    self.init(
      code: refusal.code, text: refusal.text,
      items: refusal.flaws.map { Item(index: $0.index, field: $0.place.field ?? "", detail: $0.detail) },
      requestID: requestID, limit: limit, retryAfter: refusal.retryAfter)
  }
}
