import RouterCore
import RouterStages

/// What ANALYZE_PATTERNS is to look for.
struct PatternRequest: Sendable {
  let timeframe: Timeframe
  /// Nil for all types.
  let types: Set<EventTypeID>?
  let group: GroupKey?
  /// Of each kind of pattern, at most.
  let limit: Int
  /// What happens less often is no pattern.
  let minCount: Int
  let creates: Bool

  init(_ fields: RequestFields, _ catalogue: Catalogue) throws(RequestError) {
    timeframe = try fields.timeframe(.day)
    types = try Self.types(try fields.texts("types"), catalogue)
    group = try Self.group(try fields.texts("group_by"))
    limit = try fields.number("limit", 1...50, else: 10)
    minCount = try fields.number("min_count", 1...1_000_000, else: 3)
    creates = try fields.flag("create")
  }

  /// - Parameter names: of either dialect.
  private static func types(_ names: [String]?, _ catalogue: Catalogue) throws(RequestError) -> Set<EventTypeID>? {
    guard let names else { return nil }
    var types: Set<EventTypeID> = []
    for name in names {
      if let id = catalogue.id(legacyName: name) {
        types.insert(id)
      } else if case .types(let ids) = catalogue.resolve(name) {
        types.formUnion(ids)
      } else {
        throw .invalid(field: "types", error: "Unknown event type: \(name.prefix(64))")
      }
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
