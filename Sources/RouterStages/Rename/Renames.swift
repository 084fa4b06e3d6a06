import ConfigSchema
import RouterCore

/// Fields and their new names. All paths mean the payload before any of the changes.
package struct Renames: Sendable, Hashable {
  package struct Member: Sendable, Hashable {
    package let path: PayloadPath
    package let name: String

    /// The path that the field has afterwards.
    fileprivate var target: JSONPath { path.path.parent.appending(name) }
  }

  package private(set) var members: [Member] = []

  package init() {}
}

extension Renames: ConfigValue {
  package static var shape: ConfigShape { .map(.string) }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Renames? {
    guard let entries = node.entries, !entries.isEmpty else { return mismatch(node, &diagnostics) }
    var local = Diagnostics()
    let members = entries.compactMap { entry in
      member(entry, &local).map { Located($0, at: entry.value.range) }
    }
    checkTargets(of: members, &local)
    diagnostics.add(local)
    if local.hasErrors { return nil }
    var renames = Renames()
    renames.members = members.map(\.value)
    return renames
  }

  private static func member(_ entry: ConfigNode.Entry, _ diagnostics: inout Diagnostics) -> Member? {
    let key = ConfigNode(.scalar(.init(entry.key.value)), at: entry.key.range)
    let (path, name) = (PayloadPath.decode(key, &diagnostics), String.decode(entry.value, &diagnostics))
    guard let path, let name else { return nil }
    if name.isEmpty || name.hasPrefix("event.") {
      diagnostics.error(
        "the new name is a single name, not a path", at: entry.value.range,
        help: "as in event.data.cpu: cpu_usage; the field stays where it is")
      return nil
    }
    if path.path.names.last == "*" {
      diagnostics.error("fields of one object cannot all have one name", at: entry.key.range)
      return nil
    }
    return Member(path: path, name: name)
  }

  /// What would depend on the order of the changes is no config.
  private static func checkTargets(of members: [Located<Member>], _ diagnostics: inout Diagnostics) {
    let sources = Set(members.map(\.value.path.path))
    var targets: Set<JSONPath> = []
    for member in members {
      let target = member.value.target
      if sources.contains(target) {
        diagnostics.error(
          "'\(member.value.name)' is itself renamed", at: member.range,
          help: "use two rename stages, which work one after the other")
      } else if !targets.insert(target).inserted {
        diagnostics.error("two fields cannot both be called '\(member.value.name)'", at: member.range)
      }
    }
  }
}
