import RouterCore

/// A CloudEvent (version 1.0.2), however it came. It is below the catalogue: any type, any data.
struct CloudEvent: Sendable {
  enum Payload: Sendable {
    case none
    /// A value of a JSON document.
    case json(JSONNode)
    /// Data of a type that is not JSON, as text.
    case text(String)
    /// As they are: from `data_base64`, or a body in binary mode.
    case bytes([UInt8])
  }

  let id: String
  let source: String
  let type: String
  var time: Timestamp?
  var subject: String?
  var dataSchema: String?
  var contentType: MediaType?
  /// By name; their values in the canonical string form.
  var extensions: [String: String] = [:]
  var payload = Payload.none
}
