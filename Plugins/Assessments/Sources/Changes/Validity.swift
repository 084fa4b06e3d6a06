import RouterCore

/// Whether something could be submitted: `{valid, errors: [{field, error}]}`.
struct Validity: Sendable {
  let faults: [FieldFault]

  var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.value(self)
    return writer.finish()
  }
}

extension JSONWriter {
  mutating func value(_ validity: Validity) {
    beginObject()
    member("valid", validity.faults.isEmpty)
    key("errors")
    beginArray()
    for fault in validity.faults {
      beginObject()
      member("field", fault.field)
      member("error", fault.text)
      endObject()
    }
    endArray()
    endObject()
  }
}
