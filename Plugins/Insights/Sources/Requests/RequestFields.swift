import RouterCore

/// Reads the payload of a legacy request. Members that are not asked for are ignored.
struct RequestFields: Sendable {
  private let payload: JSONNode

  init(_ request: TargetRequest) { payload = request.payload.root }

  /// What is left out is `current`.
  func timeframe(_ standard: Timeframe = .current) throws(RequestError) -> Timeframe {
    guard let text = try text("timeframe") else { return standard }
    guard let timeframe = Timeframe(rawValue: text) else {
      throw .invalid(
        field: "timeframe", error: "Unknown timeframe: use one of \(Timeframe.names.joined(separator: ", "))")
    }
    return timeframe
  }

  func priority(_ key: String) throws(RequestError) -> InsightPriority? {
    guard let text = try text(key) else { return nil }
    guard let priority = InsightPriority(rawValue: text) else {
      let names = InsightPriority.names.joined(separator: ", ")
      throw .invalid(field: key, error: "Unknown priority: use one of \(names)")
    }
    return priority
  }

  func text(_ key: String) throws(RequestError) -> String? {
    guard let node = present(key) else { return nil }
    guard let text = node.string, !text.isEmpty, !text.utf8.contains(0) else {
      throw .invalid(field: key, error: "Must be a text that is not empty")
    }
    return text
  }

  /// One text or a list of them.
  func texts(_ key: String) throws(RequestError) -> [String]? {
    guard let node = present(key) else { return nil }
    if let text = node.string, !text.isEmpty { return [text] }
    let texts = node.elements.compactMap(\.string).filter { !$0.isEmpty }
    guard node.kind == .array, texts.count == node.count, !texts.isEmpty else {
      throw .invalid(field: key, error: "Must be a list of texts")
    }
    return texts
  }

  func number(_ key: String, _ range: ClosedRange<Int>, else standard: Int) throws(RequestError) -> Int {
    guard let node = present(key) else { return standard }
    guard let number = node.int, range.contains(number) else {
      throw .invalid(field: key, error: "Must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func flag(_ key: String) throws(RequestError) -> Bool {
    guard let node = present(key) else { return false }
    guard let flag = node.bool else { throw .invalid(field: key, error: "Must be true or false") }
    return flag
  }

  /// Null counts as left out.
  private func present(_ key: String) -> JSONNode? { payload[key].flatMap { $0.isNull ? nil : $0 } }
}
