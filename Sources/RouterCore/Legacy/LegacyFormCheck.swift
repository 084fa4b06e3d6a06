/// Holds a legacy form against the schema of its type: whether every payload can go there and come back unchanged.
package struct LegacyFormCheck {
  private let form: LegacyForm
  private let shape: PayloadShape
  private var problems: [LegacyFormProblem] = []

  private init(_ form: LegacyForm, _ schema: PayloadSchema) {
    self.form = form
    shape = schema.shape
  }

  /// All of them, in the order of the form.
  package static func problems(of form: LegacyForm, for schema: PayloadSchema) -> [LegacyFormProblem] {
    var check = LegacyFormCheck(form, schema)
    check.checkNames()
    let most = LegacyForm.maxFields
    for index in form.renames.indices.prefix(most) { check.checkRename(index) }
    for index in form.defaults.indices.prefix(most) { check.checkDefault(index) }
    if form.renames.count > most { check.add(.renamedPath(most), "a type has at most \(most) renamed fields") }
    if form.defaults.count > most { check.add(.defaultPath(most), "a type has at most \(most) defaults") }
    return check.problems
  }

  private mutating func add(_ part: LegacyFormProblem.Part, _ message: String, help: String? = nil) {
    problems.append(LegacyFormProblem(part, message, help: help))
  }

  private mutating func checkNames() {
    if !Self.isUpperSnake(form.name) {
      add(.name, "no legacy name: capitals, digits and underscores, a letter first", help: "as in ASSESSMENT_UPDATE")
    }
    if form.source == "" { add(.source, "a source has a name") }
  }

  private static func isUpperSnake(_ name: String) -> Bool {
    guard let first = name.utf8.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) else { return false }
    return name.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
      default: false
      }
    }
  }

  // MARK: Paths

  /// What stands at a path, if fields can be there; the problem is reported if not.
  private mutating func place(of path: JSONPath, _ part: LegacyFormProblem.Part) -> PayloadShape.Place? {
    guard !path.isEmpty else {
      add(part, "a path needs a key")
      return nil
    }
    guard path.keys.count <= LegacyForm.maxKeys else {
      add(part, "a path has at most \(LegacyForm.maxKeys) keys")
      return nil
    }
    if let element = path.keys.firstIndex(where: { $0.position != nil }) {
      let key = path.names[element]
      add(part, "'\(key)' would be an element of an array: paths lead through objects only")
      return nil
    }
    let place = shape.place(of: path)
    guard case .blocked(let keys, let phrase) = place else { return place }
    let field = JSONPath(keys: Array(path.names.prefix(keys)))
    add(part, "the path leads through '\(field)', which is \(phrase)", help: "paths lead through objects only")
    return nil
  }

  private var reservesMarker: Bool { !form.defaults.isEmpty }
  private static let reserved =
    "'\(DefaultedFields.marker)' is where events of a type with defaults say which fields were left out"

  // MARK: Renames

  private mutating func checkRename(_ index: Int) {
    let rename = form.renames[index]
    if rename.key.isEmpty { add(.legacyKey(index), "a legacy key cannot be empty") }
    guard place(of: rename.path, .renamedPath(index)) != nil else { return }
    let earlier = form.renames[..<index]
    guard !earlier.contains(where: { $0.path == rename.path }) else {
      return add(.renamedPath(index), "'\(rename.path)' is renamed twice")
    }
    if reservesMarker, rename.path.names.first == DefaultedFields.marker { add(.renamedPath(index), Self.reserved) }
    if reservesMarker, rename.legacyPath == [DefaultedFields.marker] { add(.legacyKey(index), Self.reserved) }
    if let other = earlier.first(where: { $0.legacyPath == rename.legacyPath }) {
      return add(
        .legacyKey(index), "two fields of one object get the same legacy key: '\(other.path)' and '\(rename.path)'",
        help: "every field needs a key of its own, or the way back is lost")
    }
    checkTarget(of: rename, .legacyKey(index))
  }

  /// The new key may be the key of another field only if that one is renamed too.
  private mutating func checkTarget(of rename: LegacyForm.Rename, _ part: LegacyFormProblem.Part) {
    guard rename.legacyPath != rename.path, !form.renames.contains(where: { $0.path == rename.legacyPath }) else {
      return
    }
    let isDeclared = if case .declared = shape.place(of: rename.legacyPath) { true } else { false }
    let isOnTheWay = form.renames.contains { $0.path.starts(with: rename.legacyPath) }
    guard isDeclared || isOnTheWay else { return }
    add(
      part, "the legacy key of '\(rename.path)' is that of another field of the event", help: "rename that field too")
  }

  // MARK: Defaults

  private mutating func checkDefault(_ index: Int) {
    let field = form.defaults[index]
    let part = LegacyFormProblem.Part.defaultPath(index)
    guard let place = place(of: field.path, part) else { return }
    guard field.path.names.first != DefaultedFields.marker else { return add(part, Self.reserved) }
    if index == 0, case .declared = shape.place(of: [DefaultedFields.marker]) { add(part, Self.reserved) }
    if let other = form.defaults[..<index].first(where: { $0.path.overlaps(field.path) }) {
      let isSame = other.path == field.path
      return add(
        part,
        isSame
          ? "'\(field.path)' has two defaults" : "'\(field.path)' and '\(other.path)' have defaults within each other")
    }
    if let rename = form.renames.first(where: { $0.legacyPath == field.path && $0.path != field.path }),
      case .undeclared = place, !form.renames.contains(where: { $0.path == field.path })
    {
      return add(part, "a default names its field as events have it", help: "write '\(rename.path)'")
    }
    check(field.value.root, place, .defaultValue(index))
  }

  private mutating func check(_ value: JSONNode, _ place: PayloadShape.Place, _ part: LegacyFormProblem.Part) {
    guard case .declared(let shape, let isRequired) = place, isRequired || !value.isNull else { return }
    guard let violation = shape.violations(in: value, limit: 1).first else { return }
    let pointer = violation.pointer.isEmpty ? "" : " at \(violation.pointer)"
    add(part, "the default is not what the field may be: expected \(violation.expected)\(pointer)")
  }
}

extension LegacyForm.Rename {
  /// The same place under the new key; keys of the objects around it are as events have them.
  fileprivate var legacyPath: JSONPath { path.parent.appending(key) }
}

extension JSONPath {
  fileprivate func starts(with path: JSONPath) -> Bool { keys.starts(with: path.keys) }

  fileprivate func overlaps(_ path: JSONPath) -> Bool { starts(with: path) || path.starts(with: self) }
}
