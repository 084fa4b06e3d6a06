import RouterCore

/// The fields of an object, with those of objects inside of it.
struct FieldTable {
  let fields: [PayloadField]

  /// Ends with a line feed.
  var markdown: String { MarkdownTable(["field", "value", "meaning"], Self.rows(fields, under: "")).text }

  /// The recursion is as deep as declarations are.
  private static func rows(_ fields: [PayloadField], under path: String) -> [[String]] {
    fields.flatMap { field in
      let name = path + field.name
      let value = field.shape.words + (field.isRequired ? "" : ", optional")
      return [["`\(name)`", value, field.summary]] + rows(inside: field.shape, of: name)
    }
  }

  private static func rows(inside shape: PayloadShape, of name: String) -> [[String]] {
    switch shape {
    case .object(let fields), .exact(let fields): rows(fields, under: "\(name).")
    case .map(let inner): rows(inside: inner, of: "\(name).*")
    case .array(let inner, _): rows(inside: inner, of: "\(name)[]")
    case .nullable(let inner): rows(inside: inner, of: name)
    case .named(let named): rows(inside: named.shape, of: name)
    default: []
    }
  }
}

extension PayloadShape {
  /// What a value is, in a few words.
  fileprivate var words: String {
    switch self {
    case .any: "anything"
    case .string: "string"
    case .identifier: "non-empty string"
    case .dateTime: "date and time"
    case .boolean: "boolean"
    case .integer(let bounds): "integer\(bounds.words)"
    case .number(let bounds): "number\(bounds.words)"
    // Longer lists have a place of their own in the page.
    case .oneOf(let names): names.count > 8 ? "name" : names.map { "`\($0)`" }.joined(separator: ", ")
    case .formatted(let format): "as `\(format.example)`"
    case .array(let element, _): "list of: \(element.words)"
    case .map(let element): "object of: \(element.words)"
    case .object, .exact: "object"
    case .nullable(let shape): "\(shape.words) or null"
    case .either(let shapes):
      shapes.map(\.words).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        .joined(separator: " or ")
    case .named(let named): named.words
    }
  }
}

extension NamedShape {
  fileprivate var words: String {
    switch shape {
    case .oneOf, .either: name.replacing("_", with: " ")
    default: shape.words
    }
  }
}

extension NumberBounds {
  fileprivate var words: String {
    func show(_ bound: Double) -> String { Int(exactly: bound).map { "\($0)" } ?? "\(bound)" }
    return switch (minimum, maximum) {
    case (nil, nil): ""
    case (let low?, nil): " ≥ \(show(low))"
    case (nil, let high?): " ≤ \(show(high))"
    case (let low?, let high?): " \(show(low))…\(show(high))"
    }
  }
}
