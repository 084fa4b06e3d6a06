/// How a CloudEvent came, which says where its parts stand.
enum CloudEventMode: Sendable {
  /// One JSON object, alone or in a batch.
  case structured
  /// Attributes in header fields, data as the body.
  case binary

  func place(of attribute: String) -> FieldPlace {
    switch self {
    case .structured: .body("/" + attribute)
    case .binary: .header(attribute == "datacontenttype" ? "content-type" : BinaryCloudEvent.prefix + attribute)
    }
  }

  /// Where data stands that is a JSON value of the body.
  var data: String {
    switch self {
    case .structured: "/data"
    case .binary: ""
    }
  }

  /// Where data stands that is bytes.
  var bytes: PayloadPlace {
    switch self {
    case .structured: .encoded("/data_base64")
    case .binary: .member("")
    }
  }
}
