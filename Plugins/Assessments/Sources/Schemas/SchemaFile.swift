import ConfigSchema
import Foundation
import JSONSchema
import RouterCore

/// A schema in a JSON file of its own. What is wrong with it is reported at its place in that file.
struct SchemaFile: ConfigValue {
  private static let limits = JSONLimits(maxBytes: 1 << 18)

  let schema: JSONSchema

  static var shape: ConfigShape { .string }

  static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> SchemaFile? {
    guard let path = String.decode(node, &diagnostics) else { return nil }
    guard let bytes = read(path) else {
      diagnostics.error(
        "the file cannot be read", at: node.range, help: "it is looked for from the working directory on")
      return nil
    }
    let places = TextPlaces(bytes, file: path)
    do throws(JSONError) {
      let document = try JSONDocument(parsing: bytes, limits: limits)
      return JSONSchema.decode(ConfigNode(document.root, places), &diagnostics).map(SchemaFile.init)
    } catch {
      diagnostics.error("\(error.reason)", at: places.range(of: error.offset..<error.offset))
      return nil
    }
  }

  /// One byte more than is taken: a larger file is refused, not read.
  private static func read(_ path: String) -> [UInt8]? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    do {
      // Nothing comes of an empty file.
      return Array(try file.read(upToCount: limits.maxBytes + 1) ?? Data())
    } catch {
      return nil
    }
  }
}
