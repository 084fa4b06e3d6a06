import RouterStages

extension ConditionConfig {
  /// The same for conditions that say the same in the same words, wherever they stand, in every process. As deep as conditions may be.
  var identity: String {
    var parts: [String] = []
    if let types { parts.append("types \(types.map(\.value))") }
    if let agents { parts.append("agents \(agents)") }
    if let severity { parts.append("severity \(severity)") }
    if let field { parts.append("field \(field.description.debugDescription)") }
    if let exists { parts.append("exists \(exists)") }
    if let literal = eq.literal { parts.append("eq \(String(reflecting: literal))") }
    if let literal = ne.literal { parts.append("ne \(String(reflecting: literal))") }
    if let literals = self.in { parts.append("in \(String(reflecting: literals))") }
    for (name, number) in [("gt", gt), ("ge", ge), ("lt", lt), ("le", le)] {
      if let number { parts.append("\(name) \(String(reflecting: number))") }
    }
    if let all { parts.append("all (\(all.map(\.identity).joined(separator: "; ")))") }
    if let any { parts.append("any (\(any.map(\.identity).joined(separator: "; ")))") }
    if let not { parts.append("not (\(not.condition.identity))") }
    return parts.joined(separator: ", ")
  }
}
