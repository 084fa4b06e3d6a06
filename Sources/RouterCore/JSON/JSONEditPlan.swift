/// Turns edits into splices. Values and keys are spliced one by one; a container whose members come or go is planned as
/// a whole, because the commas depend on all of them.
struct JSONEditPlan {
  private let document: JSONDocument
  private var splices: [JSONSplice] = []
  private var containers: [Int: JSONContainerEdits] = [:]

  init(_ document: JSONDocument) {
    self.document = document
  }

  mutating func add(_ edit: JSONEdit) throws(JSONEditError) {
    switch edit {
    case .replace(let path, let value): replace(path, value)
    case .remove(let path): try remove(path)
    case .rename(let path, let key): try rename(path, key)
    case .insert(let path, let key, let value): try insert(path, key, value)
    }
  }

  func finish() -> [JSONSplice] {
    containers.reduce(into: splices) { $0 += $1.value.splices(in: document, container: $1.key) }
  }

  private mutating func replace(_ path: JSONPath, _ value: JSONDocument) {
    guard let index = document.find(path, from: 0) else { return }
    splices.append(JSONSplice(range: document.tokens[index].range, text: Array(value.root.text)))
  }

  private mutating func remove(_ path: JSONPath) throws(JSONEditError) {
    if path.isEmpty { throw .removesRoot }
    guard let (container, value) = locate(path) else { return }
    containers[container, default: JSONContainerEdits()].removed.insert(value)
  }

  private mutating func rename(_ path: JSONPath, _ key: String) throws(JSONEditError) {
    if path.isEmpty { throw .notAMember(path) }
    guard let (container, value) = locate(path) else { return }
    guard document.tokens[container].kind == .object else { throw .notAMember(path) }
    splices.append(JSONSplice(range: document.tokens[value - 1].range, text: JSONDocument.string(key).bytes))
  }

  private mutating func insert(_ path: JSONPath, _ key: String, _ value: JSONDocument) throws(JSONEditError) {
    guard let container = document.find(path, from: 0), document.tokens[container].kind == .object else {
      throw .notAnObject(path)
    }
    containers[container, default: JSONContainerEdits()].insert(key, value)
  }

  private func locate(_ path: JSONPath) -> (container: Int, value: Int)? {
    guard let last = path.keys.last, let container = document.find(path.parent, from: 0) else { return nil }
    return document.child(last, of: container).map { (container, $0) }
  }
}
