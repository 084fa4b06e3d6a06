import ConfigSchema
import RouterCore

/// Makes the catalogue of a deployment of the built-in one and the `bridge:` section, or reports everything that is wrong
/// with it.
package struct BridgeCompiler {
  private let catalogue: Catalogue
  private let reserved: Set<String>
  private var diagnostics = Diagnostics()
  /// Who has which legacy name.
  private var owners: [String: String]
  private var changed: [EventType] = []

  private init(_ config: BridgeConfig, _ catalogue: Catalogue, _ reserved: Set<String>) {
    self.catalogue = catalogue
    self.reserved = reserved
    let names = Set(config.events.entries.map(\.key.value))
    let unchanged = catalogue.types.filter { !names.contains($0.name) }
    owners = Dictionary(unchanged.map { ($0.legacy.name, $0.name) }) { first, _ in first }
  }

  /// - Parameters:
  ///   - catalogue: what plugins and the program bring.
  ///   - reserved: names of frames that are no events.
  /// - Returns: when something is wrong, a catalogue with all names at least, so that the rest of the config can be checked.
  package static func compile(
    _ config: BridgeConfig, extending catalogue: Catalogue, reserved: Set<String> = []
  ) -> (Catalogue, Diagnostics) {
    var compiler = BridgeCompiler(config, catalogue, reserved)
    for entry in config.events.entries { compiler.add(entry) }
    return (compiler.result(at: config.events.entries.first?.key.range), compiler.diagnostics)
  }

  private mutating func result(at range: SourceRange?) -> Catalogue {
    if changed.isEmpty { return catalogue }
    do {
      return try catalogue.with(changed)
    } catch {
      // Whatever makes a catalogue impossible has been reported with its place; this is the net below.
      if !diagnostics.hasErrors { diagnostics.error("the event types make no catalogue: \(error)", at: range) }
      return catalogue
    }
  }

  private mutating func add(_ entry: ConfigNode.Entry) {
    let name = entry.key
    guard isUsable(name) else {
      _ = BridgedEventConfig.decode(entry.value, &diagnostics)
      return
    }
    let known = catalogue.type(named: name.value)
    let plain = known ?? .bridged(name.value, legacy: LegacyForm(name.value.uppercased()))
    guard let config = BridgedEventConfig.decode(entry.value, &diagnostics),
      let form = form(config, entry, basedOn: plain)
    else {
      if known == nil { changed.append(plain) }
      return
    }
    changed.append(plain.with(legacy: form, viewPermission: config.view ?? plain.viewPermission))
  }

  private mutating func isUsable(_ name: Located<String>) -> Bool {
    if catalogue.type(named: name.value) != nil { return true }
    guard Catalogue.isName(name.value) else {
      diagnostics.error(
        "no event type name: small letters, digits and underscores, a letter first", at: name.range,
        help: "as in assessment_update")
      return false
    }
    if case .types(let ids) = catalogue.resolve(name.value), let id = ids.first {
      diagnostics.error(
        "'\(name.value)' is another name of an event type", at: name.range, help: "write '\(catalogue[id].name)'")
      return false
    }
    if reserved.contains(name.value) {
      diagnostics.error(
        "'\(name.value)' is what the server calls a frame that is no event", at: name.range, help: "choose another name"
      )
      return false
    }
    warnAboutSlip(name)
    return true
  }

  /// A new name that is nearly a known one makes a new type where a change was meant.
  private mutating func warnAboutSlip(_ name: Located<String>) {
    let length = name.value.utf8.count
    let near = catalogue.types.map(\.name).filter { known in
      // Cheap, and enough for nearly all of them.
      abs(known.utf8.count - length) <= 2 && Suggestion.distance(name.value, known) <= 2
    }
    guard let nearest = near.min() else { return }
    diagnostics.warning(
      "there is no event type '\(name.value)', so this makes a new one", at: name.range,
      help: "did you mean '\(nearest)'?")
  }

  /// Nil when something is wrong with it.
  private mutating func form(
    _ config: BridgedEventConfig, _ entry: ConfigNode.Entry, basedOn type: EventType
  ) -> LegacyForm? {
    let before = diagnostics.errorCount
    let renames = config.rename.map { paths($0) }
    let defaults = config.defaults.map { paths($0) }
    let form = LegacyForm(
      config.legacy?.value ?? type.legacy.name, source: config.source?.value ?? type.legacy.source,
      renames: renames?.map { LegacyForm.Rename($0.path, to: $0.entry.value.value) } ?? type.legacy.renames,
      defaults: defaults?.map { LegacyForm.Default($0.path, $0.entry.value.value) } ?? type.legacy.defaults)
    for problem in LegacyFormCheck.problems(of: form, for: type.schema) {
      // What the catalogue says can be wrong only beside what is given here, so the entry is to blame.
      let range: SourceRange? =
        switch problem.part {
        case .name: config.legacy?.range
        case .source: config.source?.range
        case .renamedPath(let index): renames?[index].entry.name.range
        case .legacyKey(let index): renames?[index].entry.value.range
        case .defaultPath(let index): defaults?[index].entry.name.range
        case .defaultValue(let index): defaults?[index].entry.value.range
        }
      diagnostics.error(problem.message, at: range ?? entry.key.range, help: problem.help)
    }
    checkOwner(of: form.name, type.name, at: config.legacy?.range ?? entry.key.range)
    return diagnostics.errorCount == before ? form : nil
  }

  /// The entries whose names are paths; the others are reported.
  private mutating func paths<Value>(
    _ table: NamedEntries<Value>
  ) -> [(path: JSONPath, entry: NamedEntries<Value>.Entry)] {
    var result: [(path: JSONPath, entry: NamedEntries<Value>.Entry)] = []
    for entry in table.entries {
      do {
        result.append((try JSONPath(parsing: entry.name.value), entry))
      } catch {
        diagnostics.error("no path to a field: \(error)", at: entry.name.range)
      }
    }
    return result
  }

  private mutating func checkOwner(of legacyName: String, _ name: String, at range: SourceRange) {
    guard let owner = owners.updateValue(name, forKey: legacyName), owner != name else { return }
    owners[legacyName] = owner
    diagnostics.error(
      "the legacy name of '\(name)' is already that of '\(owner)'", at: range,
      help: "every event type needs a legacy name of its own")
  }
}
