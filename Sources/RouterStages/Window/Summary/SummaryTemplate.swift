import RouterCore

/// A payload with places for what a window found.
indirect enum SummaryTemplate: Sendable, Hashable {
  /// JSON text that does not depend on the window.
  case constant([UInt8])
  case text([TextPart])
  case value(SummaryField)
  case list([SummaryTemplate])
  case object([Member])

  struct Member: Sendable, Hashable {
    let key: String
    let value: SummaryTemplate
  }

  enum TextPart: Sendable, Hashable {
    case constant(String)
    case field(SummaryField)
  }

  func write(_ summary: WindowSummary, stage: String, _ writer: inout JSONWriter) {
    switch self {
    case .constant(let text): writer.value(uncheckedText: text)
    case .value(let field): field.write(summary, stage: stage, &writer)
    case .text(let parts):
      writer.value(parts.map { $0.text(in: summary, stage: stage) }.joined())
    case .list(let elements):
      writer.beginArray()
      for element in elements { element.write(summary, stage: stage, &writer) }
      writer.endArray()
    case .object(let members):
      writer.beginObject()
      for member in members {
        writer.key(member.key)
        member.value.write(summary, stage: stage, &writer)
      }
      writer.endObject()
    }
  }
}

extension SummaryTemplate.TextPart {
  fileprivate func text(in summary: WindowSummary, stage: String) -> String {
    switch self {
    case .constant(let text): text
    case .field(let field): field.text(in: summary, stage: stage)
    }
  }
}

extension SummaryTemplate {
  /// The payload of `window_summary`.
  static func standard(groups: [String], sums: [String]) -> SummaryTemplate {
    .object([
      Member(key: "stage", value: .value(.stage)),
      Member(key: "window_start", value: .value(.windowStart)),
      Member(key: "window_end", value: .value(.windowEnd)),
      Member(
        key: "group", value: .object(groups.enumerated().map { Member(key: $1, value: .value(.group($0))) })),
      Member(key: "count", value: .value(.count)),
      Member(key: "sum", value: .object(sums.enumerated().map { Member(key: $1, value: .value(.sum($0))) })),
    ])
  }
}
