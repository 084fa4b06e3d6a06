/// A change to a document's text. All paths of a list of edits mean the document before any of them.
package enum JSONEdit: Sendable {
  /// Puts another value in place of one.
  case replace(JSONPath, with: JSONDocument)
  /// Takes a member with its key, or an element, and one comma.
  case remove(JSONPath)
  /// Gives a member another key; its place and value stay.
  case rename(JSONPath, to: String)
  /// Adds a member behind the last one of the object that the path leads to.
  case insert(into: JSONPath, key: String, value: JSONDocument)
}

/// Why edits cannot be applied. The document is then unchanged.
package enum JSONEditError: Error, Sendable, Hashable {
  /// A document always has a root.
  case removesRoot
  /// Only an object's member has a key that could be renamed.
  case notAMember(JSONPath)
  /// Members can be inserted into objects only.
  case notAnObject(JSONPath)
  /// The result breaks a rule: a key stands twice, or it is too deep or too large.
  case invalidResult(JSONError)
}

extension JSONEditError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .removesRoot: "the root cannot be removed"
    case .notAMember(let path): "'\(path)' is no member of an object and has no key to rename"
    case .notAnObject(let path): path.isEmpty ? "the root is no object" : "'\(path)' is no object"
    case .invalidResult(let error): "the changed document is not valid: \(error)"
    }
  }
}

extension JSONDocument {
  /// The document with the edits made; whatever they do not touch keeps its text byte for byte.
  ///
  /// What is not there is not changed: replacing, removing or renaming it does nothing. Where edits meet, the outer one
  /// wins (an edit inside a removed or replaced value does nothing), removing wins over the others, and of two
  /// replacements or two new keys for the same value the last one counts. A value may be both renamed and replaced.
  ///
  /// The result is scanned anew, which costs less than keeping tokens in step and checks the limits and the keys.
  package func applying(
    _ edits: [JSONEdit], limits: JSONLimits = .standard
  ) throws(JSONEditError) -> JSONDocument {
    var plan = JSONEditPlan(self)
    for edit in edits { try plan.add(edit) }
    let splices = plan.finish()
    if splices.isEmpty { return self }
    do {
      return try JSONDocument(parsing: JSONSplice.apply(splices, to: bytes), limits: limits)
    } catch {
      throw .invalidResult(error)
    }
  }
}
