import RouterCore

/// Gives fields of the payload other names.
package struct RenameStage: Stage {
  private let renames: Renames

  package init(_ renames: Renames) { self.renames = renames }

  package func process(_ delivery: Delivery, at time: Timestamp, _ output: inout StageOutput) -> StageVerdict {
    let data = delivery.event.data
    let edits = renames.members.flatMap { member in
      member.path.matches(in: data)
        .filter { Self.isFree(member.name, beside: $0, in: data) }
        .map { JSONEdit.rename($0, to: member.name) }
    }
    // A payload that would become too large, or have a name twice through a `*`, stays as it is.
    guard !edits.isEmpty, let changed = try? data.applying(edits) else { return .keep }
    return .replace(delivery.event.replacing(data: changed))
  }

  /// False for elements of arrays too, which have no names.
  private static func isFree(_ name: String, beside path: JSONPath, in data: JSONDocument) -> Bool {
    guard let parent = data.root[path.parent], parent.kind == .object else { return false }
    return parent[name] == nil
  }
}

extension StageFactory {
  package static let rename = StageFactory(type: "rename", RenameConfig.self) { config, _ in
    RenameStage(config.fields)
  }
}
