import RouterCore

/// JSON objects of clients that are kept: small enough to go into messages, whole.
enum BoundedObject {
  static let empty = (try? JSONDocument(parsing: "{}")) ?? .null
  /// Of messages 64 levels are read, and these objects are some levels below the root.
  static let limits = JSONLimits(maxDepth: 48, maxBytes: 1 << 16)

  /// - Returns: the object, byte for byte.
  static func read(_ node: JSONNode, _ pointer: String) throws -> JSONDocument {
    do throws(JSONError) {
      return try JSONDocument(parsing: Array(node.text), limits: limits)
    } catch {
      throw AssessmentFault.invalid([FieldFault(pointer, "\(error.reason)")])
    }
  }

  /// The object with a merge patch applied (RFC 7396).
  static func merge(_ object: JSONDocument, _ patch: JSONNode, _ pointer: String) throws -> JSONDocument {
    do throws(JSONError) {
      return try JSONDocument(parsing: try object.root.merged(with: patch).bytes, limits: limits)
    } catch {
      throw AssessmentFault.invalid([FieldFault(pointer, "\(error.reason)")])
    }
  }
}
