import Foundation
import HTTPTypes
import RouterCore
import Testing

@testable import RouterGateway

/// One row of a file of `Conformance/CloudEvents`.
struct CloudEventVector: Sendable, CustomTestStringConvertible {
  let row: JSONNode

  var testDescription: String { row["id"]?.string ?? "without an id" }

  static func all(in file: String) -> [CloudEventVector] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let path = folder.appending(path: "Conformance/CloudEvents/\(file).json")
    guard let text = try? Data(contentsOf: path), let document = try? JSONDocument(parsing: Array(text)) else {
      return []
    }
    return document.root["tests"]?.elements.map(CloudEventVector.init) ?? []
  }

  subscript(_ key: String) -> JSONNode? { row[key] }
}

extension CloudEvent {
  /// As a body in structured mode.
  static func structured(_ text: [UInt8]) throws -> CloudEvent {
    try StructuredCloudEvent.read(JSONDocument(parsing: text).root)
  }

  /// Whether both have the same data, in whatever form.
  func hasSameData(as other: CloudEvent) -> Bool {
    switch (payload, other.payload) {
    case (.none, .none): true
    case (.json(let value), .bytes(let bytes)), (.bytes(let bytes), .json(let value)):
      (try? JSONDocument(parsing: bytes).root.isEqual(to: value)) ?? false
    case (.json(let one), .json(let other)): one.isEqual(to: other)
    case (.text(let text), .bytes(let bytes)), (.bytes(let bytes), .text(let text)): Array(text.utf8) == bytes
    case (.bytes(let one), .bytes(let other)): one == other
    default: false
    }
  }
}

extension HTTPFields {
  init(_ fields: [(name: String, value: String)]) {
    self.init()
    for field in fields where field.name.lowercased() != "host" {
      if let name = HTTPField.Name(field.name) { append(HTTPField(name: name, value: field.value)) }
    }
  }
}
