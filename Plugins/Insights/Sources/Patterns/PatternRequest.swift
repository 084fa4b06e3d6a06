import RouterCore
import RouterStages

/// What ANALYZE_PATTERNS is to look for.
struct PatternRequest: Sendable {
  let timeframe: Timeframe
  /// Of types that the client may see.
  let types: Set<EventTypeID>
  /// Whether insights are looked at too: whether the client may see them.
  let seesInsights: Bool
  let group: GroupKey?
  /// Of each kind of pattern, at most.
  let limit: Int
  /// What happens less often is no pattern.
  let minCount: Int
  let creates: Bool

  init(_ request: TargetRequest, _ fields: RequestFields, _ catalogue: Catalogue) throws(RequestError) {
    let visible = Set(
      catalogue.types.filter { request.permissions.contains($0.viewPermission) }.compactMap {
        catalogue.id(named: $0.name)
      })
    timeframe = try fields.timeframe(.day)
    types = try Self.types(try fields.texts("types"), request.action, visible, catalogue)
    seesInsights = catalogue.id(named: "insight_update").map(visible.contains) ?? false
    group = try Self.group(try fields.texts("group_by"))
    limit = try fields.number("limit", 1...50, else: 10)
    minCount = try fields.number("min_count", 1...1_000_000, else: 3)
    creates = try fields.flag("create")
  }

  /// - Parameter names: of either dialect; nil for all that may be seen.
  private static func types(
    _ names: [String]?, _ action: String, _ visible: Set<EventTypeID>, _ catalogue: Catalogue
  ) throws(RequestError) -> Set<EventTypeID> {
    guard let names else { return visible }
    var types: Set<EventTypeID> = []
    for name in names {
      var named: Set<EventTypeID> = []
      if let id = catalogue.id(legacyName: name) {
        named = [id]
      } else if case .types(let ids) = catalogue.resolve(name) {
        named = Set(ids)
      } else {
        throw .invalid(field: "types", error: "Unknown event type: \(name.prefix(64))")
      }
      // Of a group, those that may be seen.
      named.formIntersection(visible)
      if named.isEmpty {
        throw .denied(action, needs: .read, reason: "the token may not see events of the type \(name.prefix(64))")
      }
      types.formUnion(named)
    }
    return types
  }

  private static func group(_ paths: [String]?) throws(RequestError) -> GroupKey? {
    guard let paths else { return nil }
    guard paths.count <= 4 else { throw .invalid(field: "group_by", error: "At most 4 fields make a group") }
    do throws(FieldPathError) {
      var fields: [FieldPath] = []
      for path in paths { fields.append(try RuleField(parsing: path).path) }
      return GroupKey(fields: fields)
    } catch {
      throw .invalid(field: "group_by", error: "\(error)")
    }
  }
}
