import ConfigSchema
import HTTPTypes
import RouterCore
import RouterResources

/// Reads the parts of a request as a route's description says that they are, and names everything that is wrong with them.
struct ResourceRequestReader: Sendable {
  private static let idempotencyKey = HTTPField.Name("Idempotency-Key")
  private static let longestKey = 255
  private static let longestParameter = 256

  let description: RouteDescription

  init(_ description: RouteDescription) { self.description = description }

  // MARK: Parameters

  /// - Throws: 404 for what cannot be a resource's name.
  func path(_ segments: [(name: String, value: Substring)]) throws(Problem) -> [String: String] {
    var path: [String: String] = [:]
    for (name, value) in segments {
      guard let text = PercentEncoding.decode(value), !text.isEmpty, text.utf8.count <= Self.longestParameter,
        !Self.hasControls(text)
      else { throw Problem(status: .notFound, detail: "the path has a part that is no name") }
      path[name] = text
    }
    return path
  }

  /// - Throws: 400 with every parameter that is unknown, given twice or not of its shape.
  func query(_ text: String?) throws(Problem) -> [String: String] {
    let known = description.parameters.filter { $0.place == .query }
    var (values, mistakes): ([String: String], [Problem.Detail]) = ([:], [])
    for part in (text ?? "").split(separator: "&") {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = PercentEncoding.decode(sides[0], plusIsSpace: true) ?? String(sides[0])
      // Where a token may stand; it has been read.
      if name == "token" { continue }
      let value = PercentEncoding.decode(sides.count > 1 ? sides[1] : "", plusIsSpace: true)
      guard let parameter = known.first(where: { $0.name == name }) else {
        mistakes.append(Self.mistake(name, "unknown\(Self.suggestion(name, known.map(\.name)))"))
        continue
      }
      if let value, values[name] == nil {
        values[name] = value
        // A database would end a text at a NUL, and find what was not asked for.
        if Self.hasControls(value) { mistakes.append(Self.mistake(name, "has a control character in it")) }
        if let mistake = Self.violation(value, parameter.shape) { mistakes.append(Self.mistake(name, mistake)) }
      } else {
        mistakes.append(Self.mistake(name, value == nil ? "is wrongly encoded" : "is given twice"))
      }
    }
    for parameter in known where parameter.isRequired && values[parameter.name] == nil {
      mistakes.append(Self.mistake(parameter.name, "is required: \(parameter.summary)"))
    }
    guard mistakes.isEmpty else {
      throw Problem(status: .badRequest, detail: "the query is wrong", errors: mistakes)
    }
    return values
  }

  private static func hasControls(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
  }

  private static func mistake(_ name: String, _ detail: String) -> Problem.Detail {
    .init(place: .query(String(name.prefix(longestParameter))), detail: detail)
  }

  private static func suggestion(_ name: String, _ known: [String]) -> String {
    if let near = Suggestion.nearest(to: name, among: known) { return ": did you mean '\(near)'?" }
    return known.isEmpty ? ": this takes no parameters" : ": \(known.joined(separator: ", ")) are known"
  }

  /// What is wrong with a text that stands for a value of a shape.
  private static func violation(_ text: String, _ shape: PayloadShape) -> String? {
    let document: JSONDocument?
    switch shape {
    case .integer, .number, .boolean: document = try? JSONDocument(parsing: text)
    default: document = .string(text)
    }
    let violation = shape.violations(in: (document ?? .string(text)).root, limit: 1).first
    return violation.map { "expected \($0.expected)" }
  }

  // MARK: Headers

  func condition(_ headers: HTTPFields, _ name: HTTPField.Name) throws(Problem) -> EntityTagCondition? {
    let fields = headers[values: name]
    guard !fields.isEmpty else { return nil }
    guard let condition = EntityTagCondition(fields) else {
      throw Self.problem(name, "expected * or ETags in quotes, such as \"42\"")
    }
    return condition
  }

  func idempotencyKey(_ headers: HTTPFields) throws(Problem) -> String? {
    guard let name = Self.idempotencyKey, description.parameters.contains(where: { $0.name == name.rawName }),
      let key = headers[name]
    else { return nil }
    guard (1...Self.longestKey).contains(key.utf8.count) else {
      throw Self.problem(name, "expected 1 to \(Self.longestKey) characters")
    }
    return key
  }

  private static func problem(_ name: HTTPField.Name, _ detail: String) -> Problem {
    Problem(
      status: .badRequest, detail: "the header \(name.rawName) is wrong",
      errors: [.init(place: .header(name.canonicalName), detail: detail)])
  }

  // MARK: Body

  func checkType(_ headers: HTTPFields) throws(Problem) {
    let known = description.body.map(\.mediaType)
    let type = headers[.contentType].flatMap(MediaType.init)
    guard let type, known.contains(type.essence), type.isUTF8 else {
      throw Problem(
        status: .unsupportedMediaType, detail: "send \(known.joined(separator: " or ")), in UTF-8",
        errors: [
          .init(place: .header("content-type"), detail: headers[.contentType] == nil ? "is missing" : "is not taken")
        ],
        headers: [.accept: known.joined(separator: ", ")])
    }
  }

  /// - Throws: 400 for what is no JSON, 422 with every member that is not as the route says.
  func body(_ bytes: [UInt8]) throws(Problem) -> JSONDocument {
    let document: JSONDocument
    do throws(JSONError) {
      document = try JSONDocument(parsing: bytes)
    } catch {
      throw Problem(
        status: .badRequest, title: "Malformed JSON", detail: "\(error)",
        errors: [.init(place: .body(pointer: error.pointer), detail: "\(error)")])
    }
    let violations = description.body.first?.shape?.violations(in: document.root) ?? []
    guard violations.isEmpty else { throw Problem(violations) }
    return document
  }
}
