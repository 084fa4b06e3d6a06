import ConfigSchema

/// A condition within a condition. A struct cannot contain itself, an indirect case can.
package indirect enum NestedCondition: ConfigValue {
  case condition(ConditionConfig)

  package var condition: ConditionConfig {
    switch self {
    case .condition(let condition): condition
    }
  }

  package static var shape: ConfigShape { ConditionConfig.shape }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> NestedCondition? {
    ConditionConfig.decode(node, &diagnostics).map { .condition($0) }
  }
}
