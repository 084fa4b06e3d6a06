/// What the router decided about an event at one point of the graph.
package struct Outcome: Sendable, Hashable {
  package enum Fate: Sendable, Hashable {
    /// Handed to a sink, in the form of the pipeline that is named.
    case admitted(sink: String)
    /// A pipeline earlier in the file had already admitted it to that sink.
    case merged(sink: String)
    case dropped(stage: String, DropReason)
    /// Its content went into an event that the stage emits.
    case absorbed(stage: String)
    case held(stage: String)
    /// Nobody reads this origin or, where a pipeline is named, its end.
    case unrouted
  }

  package let pipeline: String?
  package let fate: Fate
  /// The payload differs from the log's.
  package let isChanged: Bool

  package init(pipeline: String?, fate: Fate, isChanged: Bool = false) {
    self.pipeline = pipeline
    self.fate = fate
    self.isChanged = isChanged
  }
}

/// Why a stage let an event go: one of a closed set of words per stage type, fit for a metric's label.
package struct DropReason: Sendable, Hashable {
  package let name: String

  package init(_ name: String) { self.name = name }

  package static let filtered = DropReason("filtered")
  package static let evaluationError = DropReason("evaluation_error")
  /// The stage that held it was removed by a reload.
  package static let reloaded = DropReason("reloaded")
}
