/// The names of a catalogue's types, collected type by type.
struct CatalogueIndex: Sendable {
  private(set) var types: [EventType] = []
  private(set) var idsByName: [String: EventTypeID] = [:]
  private(set) var idsByAlias: [String: EventTypeID] = [:]
  private(set) var idsByLegacyName: [String: EventTypeID] = [:]
  private(set) var idsByWildcard: [String: [EventTypeID]] = [:]
  private(set) var disabled: Set<EventTypeID> = []

  mutating func add(_ type: EventType) throws(CatalogueError) {
    guard let number = UInt16(exactly: types.count) else { throw .tooManyTypes(types.count + 1) }
    let id = EventTypeID(rawValue: number)
    for name in [type.name] + type.aliases {
      guard Self.isValid(name) else { throw .invalidName(name) }
      guard idsByName[name] == nil, idsByAlias[name] == nil else { throw .duplicateName(name) }
      if name == type.name { idsByName[name] = id } else { idsByAlias[name] = id }
    }
    if let problem = LegacyFormCheck.problems(of: type.legacy, for: type.schema).first {
      throw .invalidLegacyForm(type: type.name, problem)
    }
    guard idsByLegacyName.updateValue(id, forKey: type.legacy.name) == nil else {
      throw .duplicateLegacyName(type.legacy.name)
    }
    idsByWildcard[type.group.wildcard, default: []].append(id)
    types.append(type)
  }

  mutating func disable(_ name: String) throws(CatalogueError) {
    guard let ids = ids(for: name) else { throw .unknownName(name) }
    disabled.formUnion(ids)
  }

  mutating func disable(_ ids: Set<EventTypeID>) { disabled.formUnion(ids) }

  /// What a canonical name, an alias or a wildcard stands for.
  func ids(for name: String) -> [EventTypeID]? {
    (idsByName[name] ?? idsByAlias[name]).map { [$0] } ?? idsByWildcard[name]
  }

  static func isValid(_ name: String) -> Bool {
    guard let first = name.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
    return name.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
      default: false
      }
    }
  }
}
