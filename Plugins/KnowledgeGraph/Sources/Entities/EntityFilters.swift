import RouterCore
import RouterResources

/// What entities of a list must be.
enum EntityFilters {
  static let parameters: [RouteParameter] = [
    .query("type", .identifier, "Entities of this type."),
    .query("label", .identifier, "Entities with this somewhere in their label, in any case."),
    .query("label_prefix", .identifier, "Entities whose label begins with this, in any case."),
    .query("namespace", .identifier, "Entities with an external key of this namespace."),
    .query("external_key", .identifier, "Entities with this external key, in any namespace unless one is named."),
  ]

  static func conditions(_ request: ResourceRequest) -> RowConditions {
    var conditions = RowConditions()
    if let type = request.query["type"] { conditions.add("type = ?", type) }
    if let label = request.query["label"] { conditions.add("instr(folded, ?) > 0", FoldedText.fold(label)) }
    if let prefix = request.query["label_prefix"].map(FoldedText.fold) {
      // As far as the last text that begins so: an index finds them.
      conditions.add("folded >= ? AND folded < ? || char(1114111)", prefix, prefix)
    }
    if let namespace = request.query["namespace"] { conditions.add("namespace = ?", namespace) }
    if let key = request.query["external_key"] { conditions.add("external_key = ?", key) }
    return conditions
  }
}
