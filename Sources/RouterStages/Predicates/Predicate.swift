import RouterCore

/// A compiled condition on one event: the one form that YAML conditions and expressions end in.
package indirect enum Predicate: Sendable {
  case types(EventTypeSet)
  /// Holds only for events that speak of one of these agents.
  case agents(Set<String>)
  /// Holds if the field passes all tests.
  case field(FieldPath, [FieldTest])
  case all([Predicate])
  case any([Predicate])
  case not(Predicate)
  /// An expression, compiled elsewhere. It must neither block nor trap.
  case expression(@Sendable (Delivery) -> Truth)

  /// Members of `all` and `any` are asked in order, until one decides.
  package func evaluate(_ delivery: Delivery) -> Truth {
    switch self {
    case .types(let types): return Truth(types.contains(delivery.event.type))
    case .agents(let agents): return Truth(delivery.event.agent.map(agents.contains) ?? false)
    case .field(let path, let tests):
      let value = path.value(in: delivery.event)
      return Truth(tests.allSatisfy { $0.holds(for: value) })
    case .all(let parts): return Self.evaluate(parts, delivery, decisive: .no, otherwise: .yes)
    case .any(let parts): return Self.evaluate(parts, delivery, decisive: .yes, otherwise: .no)
    case .not(let part): return part.evaluate(delivery).negated
    case .expression(let evaluate): return evaluate(delivery)
    }
  }

  /// A failure counts only if no other member decides.
  private static func evaluate(
    _ parts: [Predicate], _ delivery: Delivery, decisive: Truth, otherwise: Truth
  ) -> Truth {
    var result = otherwise
    for part in parts {
      let truth = part.evaluate(delivery)
      if truth == decisive { return decisive }
      if case .failed = truth { result = truth }
    }
    return result
  }
}

extension Truth {
  fileprivate var negated: Truth {
    switch self {
    case .yes: .no
    case .no: .yes
    case .failed: self
    }
  }
}
