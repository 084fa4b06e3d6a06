import RouterCore
import TestSupport

/// Drops, changes and emits by the number of the event: deterministic, and all that a journal has to keep.
struct NumberedStage: Stage {
  mutating func process(_ delivery: Delivery, at time: Timestamp, _ output: inout StageOutput) -> StageVerdict {
    let number = delivery.number.value
    if number.isMultiple(of: 11), delivery.event.source != "stage" {
      output.emit(.sample("agent_status", documentedStatus, source: "stage"))
    }
    if number.isMultiple(of: 5) { return .drop(.filtered) }
    if number.isMultiple(of: 3) {
      return .replace(delivery.event.replacing(data: .sample(#"{"changed":\#(number)}"#)))
    }
    return .keep
  }

  static func graph() throws -> Graph {
    let stage = Graph.StageNode(name: "numbered", type: "test", prototype: NumberedStage())
    return try Graph(
      pipelines: [
        PipelineDescription(name: "some", from: ["test"], stages: [stage], to: ["some"]),
        PipelineDescription(name: "all", from: ["test", "some"], to: ["all"]),
      ], sinks: ["some", "all"])
  }
}
