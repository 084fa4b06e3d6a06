import HTTPTypes
import RouterResources

/// In what form a request brings events.
enum IngestForm: Sendable {
  /// v1 envelopes: one or an array.
  case envelopes
  /// One CloudEvent as a JSON object.
  case structured
  /// CloudEvents as a JSON array.
  case batch
  /// One CloudEvent in header fields and body.
  case binary

  static let structuredType = "application/cloudevents+json"
  static let batchType = "application/cloudevents-batch+json"
  static let plainType = "application/json"

  /// As the HTTP binding of CloudEvents tells the modes apart (§3): the content type goes first, whatever else is there.
  init(_ headers: HTTPFields) throws(Problem) {
    let isBinary = BinaryCloudEvent.isIn(headers)
    guard let field = headers[.contentType] else {
      // An event of the JSON format may leave the type of its data out; this is the same event in binary mode.
      guard isBinary else { throw .unsupportedType("Content-Type is missing") }
      self = .binary
      return
    }
    guard let type = MediaType(field) else { throw .unsupportedType("Content-Type is not a media type") }
    switch type.essence {
    case Self.structuredType: self = .structured
    case Self.batchType: self = .batch
    case let other where other.hasPrefix("application/cloudevents"):
      throw .unsupportedType("CloudEvents are read in their JSON format only")
    case _ where isBinary && type.isJSON: self = .binary
    case Self.plainType: self = .envelopes
    default: throw .unsupportedType("events are JSON")
    }
    guard type.isUTF8 else { throw .unsupportedType("JSON is UTF-8") }
  }
}

extension Problem {
  fileprivate static func unsupportedType(_ detail: String) -> Problem {
    let types = "\(IngestForm.plainType), \(IngestForm.structuredType), \(IngestForm.batchType)"
    return Problem(
      status: .unsupportedMediaType, title: "Unsupported Media Type", detail: "\(detail): send one of \(types)",
      errors: [.init(place: .header("content-type"), detail: detail)], headers: [.accept: types])
  }
}
