/// All event types of a deployment: the built-in ones and those that plugins register. Immutable, so that ids stay.
package struct Catalogue: Sendable {
  /// What a client's spelling means.
  package enum Resolution: Sendable, Hashable {
    /// One type, or the enabled types of a group.
    case types([EventTypeID])
    /// Known, but switched off in this deployment.
    case disabled
    case unknown
  }

  private let index: CatalogueIndex
  /// What clients may subscribe to: enabled canonical names, then their aliases.
  package let supportedNames: [String]
  /// What legacy clients may subscribe to: the legacy names of the enabled types.
  package let supportedLegacyNames: [String]

  /// - Parameters:
  ///   - registered: types of plugins and of the config.
  ///   - disabling: canonical names, aliases or wildcards of types to switch off.
  package init(registering registered: [EventType] = [], disabling: [String] = []) throws(CatalogueError) {
    var index = CatalogueIndex()
    for type in Self.builtInTypes + registered { try index.add(type) }
    for name in disabling { try index.disable(name) }
    self.init(index)
  }

  private init(_ index: CatalogueIndex) {
    let enabled = index.idsByName.values.sorted().filter { !index.disabled.contains($0) }.map { index.types[$0.index] }
    supportedLegacyNames = enabled.map(\.legacy.name)
    supportedNames = enabled.map(\.name) + enabled.flatMap(\.aliases)
    self.index = index
  }

  /// This catalogue with some types changed and others behind them. Ids stay, and what is switched off stays so.
  /// - Parameter types: one whose canonical name is known takes the place of the type that has it.
  package func with(_ types: [EventType]) throws(CatalogueError) -> Catalogue {
    let changed = Dictionary(types.map { ($0.name, $0) }) { _, last in last }
    var index = CatalogueIndex()
    for type in self.types { try index.add(changed[type.name] ?? type) }
    for type in types where self.index.idsByName[type.name] == nil { try index.add(type) }
    index.disable(self.index.disabled)
    return Catalogue(index)
  }

  /// Whether this can be a canonical name: lower snake case.
  package static func isName(_ text: String) -> Bool { CatalogueIndex.isValid(text) }

  /// The types of the v1 API, in the order of its documentation, and those that only the legacy API knows.
  package static let builtInTypes =
    EventType.agentEvents + EventType.inferenceEvents + EventType.metricsEvents + EventType.systemEvents
    + EventType.knowledgeGraphEvents + EventType.assessmentEvents
}

extension Catalogue {
  /// By id, disabled ones too.
  package var types: [EventType] { index.types }

  /// - Parameter id: an id of this catalogue.
  package subscript(id: EventTypeID) -> EventType { index.types[id.index] }

  /// Needed to receive events of this type. Cheaper than `self[id].viewPermission`, which copies the whole type.
  package func viewPermission(of id: EventTypeID) -> Permission { index.types[id.index].viewPermission }

  package func isEnabled(_ id: EventTypeID) -> Bool { !index.disabled.contains(id) }

  /// By canonical name, whether enabled or not.
  package func id(named name: String) -> EventTypeID? { index.idsByName[name] }

  /// By canonical name, whether enabled or not.
  package func type(named name: String) -> EventType? { id(named: name).map { self[$0] } }

  /// By the legacy dialect's name, whether enabled or not.
  package func id(legacyName: String) -> EventTypeID? { index.idsByLegacyName[legacyName] }

  /// By what v1 clients may write: a canonical name, a documented alias or, as an extension, a group as in `agent.*`.
  package func resolve(_ name: String) -> Resolution {
    guard let ids = index.ids(for: name) else { return .unknown }
    let enabled = ids.filter(isEnabled)
    return enabled.isEmpty ? .disabled : .types(enabled)
  }
}
