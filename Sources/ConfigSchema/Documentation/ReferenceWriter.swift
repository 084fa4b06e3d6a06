/// The Markdown reference of a config: a table for it and one for every object in it.
package enum ReferenceWriter {
  /// - Parameter level: of the first heading; the objects inside are one level deeper.
  package static func markdown(_ object: ObjectReference, level: Int = 2) -> String {
    let sections = object.closure.enumerated().map { index, object in
      section(object, heading: String(repeating: "#", count: index == 0 ? level : level + 1))
    }
    return sections.joined(separator: "\n")
  }

  private static func section(_ object: ObjectReference, heading: String) -> String {
    let fields = object.fields()
    var lines = ["\(heading) \(object.name)", ""]
    if !object.summary.isEmpty { lines += [object.summary, ""] }
    if fields.isEmpty { return (lines + ["No keys."]).map { $0 + "\n" }.joined() }
    lines += ["| key | type | default | meaning |", "| --- | --- | --- | --- |"]
    lines += fields.map(row)
    return lines.map { $0 + "\n" }.joined()
  }

  private static func row(_ field: FieldReference) -> String {
    let defaultText = field.isRequired ? "required" : field.defaultText.map { "`\($0)`" } ?? ""
    let cells = ["`\(field.name)`", type(field.shape), defaultText, field.meaning]
    return "| " + cells.map(escape).joined(separator: " | ") + " |"
  }

  private static func type(_ shape: ConfigShape) -> String {
    switch shape {
    case .boolean: "boolean"
    case .integer: "integer"
    case .number: "number"
    case .string: "string"
    case .secret: "secret"
    case .formatted(let name, _, let example): "\(name), as in `\(example)`"
    case .choice(let names): names.map { "`\($0)`" }.joined(separator: ", ")
    case .list(let element): "list of: \(type(element))"
    case .map(let value): "names to: \(type(value))"
    case .object(let object): "[\(object.name)](#\(anchor(object.name)))"
    case .either(let shapes): shapes.map(type).joined(separator: " or ")
    case .anything(let phrase): phrase
    }
  }

  /// As GitHub makes anchors of headings.
  private static func anchor(_ heading: String) -> String {
    heading.lowercased().filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) }.map {
      $0 == " " ? "-" : String($0)
    }
    .joined()
  }

  private static func escape(_ cell: String) -> String {
    cell.map { $0 == "|" ? "\\|" : String($0) }.joined()
  }
}
