import RouterCore

/// An event's way through a graph, as lines for a terminal.
struct TraceText {
  private(set) var text = ""

  init(_ trace: EventTrace) {
    if trace.isUnrouted { text += "  no pipeline reads it: unrouted\n" }
    for passage in trace.passages { add(passage) }
  }

  private mutating func add(_ passage: EventTrace.Passage) {
    text += "  pipeline \(passage.pipeline) (from \(passage.from.joined(separator: ", ")))\n"
    for step in passage.steps {
      let place = step.stage.place.map { "  \($0)" } ?? ""
      text += "    \(Self.sign(step.verdict)) stage \(step.stage.name) (\(step.stage.type)): "
      text += "\(Self.phrase(step.verdict))\(place)\n"
    }
    for end in passage.ends { text += "    → \(Self.phrase(end))\n" }
  }

  private static func sign(_ verdict: EventTrace.Verdict) -> String {
    switch verdict {
    case .passed: "✓"
    case .dropped: "✗"
    case .absorbed: "⊙"
    case .held: "…"
    case .notReached: "·"
    }
  }

  private static func phrase(_ verdict: EventTrace.Verdict) -> String {
    switch verdict {
    case .passed: "passed"
    case .dropped(let reason): "dropped, \(reason.name)"
    case .absorbed: "absorbed into an event that the stage emits"
    case .held: "held"
    case .notReached: "not reached"
    }
  }

  private static func phrase(_ end: EventTrace.End) -> String {
    switch end {
    case .admitted(let sink, let isChanged, _): "sink \(sink): admitted\(isChanged ? ", payload changed" : "")"
    case .merged(let sink): "sink \(sink): merged, an earlier pipeline had admitted it"
    case .unrouted: "nobody reads the pipeline's result: unrouted"
    }
  }
}
