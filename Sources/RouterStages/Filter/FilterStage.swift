import RouterCore

/// Lets the events through that a predicate holds for.
package struct FilterStage: Stage {
  package let predicate: Predicate

  package init(_ predicate: Predicate) { self.predicate = predicate }

  package func process(_ delivery: Delivery, at time: Timestamp, _ output: inout StageOutput) -> StageVerdict {
    switch predicate.evaluate(delivery) {
    case .yes: .keep
    case .no: .drop(.filtered)
    case .failed: .drop(.evaluationError)
    }
  }
}

extension StageFactory {
  package static let filter = StageFactory(type: "filter", ConditionConfig.self) { config, context in
    config.compile(&context).map(FilterStage.init)
  }
}
