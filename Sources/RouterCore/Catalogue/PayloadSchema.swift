/// The fields of an event's `data`, written down once: validation and JSON Schema come from here.
///
/// Fields that it does not name are allowed, so that producers may say more than the documentation knows.
package struct PayloadSchema: Sendable, ExpressibleByArrayLiteral {
  package let fields: [PayloadField]

  package init(arrayLiteral fields: PayloadField...) {
    self.fields = fields
  }

  package var shape: PayloadShape { .object(fields) }
}

/// One field of an object in a payload. A class, because every event is held against every field of its type: passing
/// one on then costs one reference count, not one for each of its parts.
package final class PayloadField: Sendable {
  package let name: String
  package let shape: PayloadShape
  /// An optional field may be left out or null, which mean the same.
  package let isRequired: Bool
  /// For the documentation.
  package let summary: String
  let key: [UInt8]

  private init(name: String, shape: PayloadShape, isRequired: Bool, summary: String) {
    self.name = name
    self.shape = shape
    self.isRequired = isRequired
    self.summary = summary
    key = Array(name.utf8)
  }

  package static func required(_ name: String, _ shape: PayloadShape, _ summary: String) -> PayloadField {
    PayloadField(name: name, shape: shape, isRequired: true, summary: summary)
  }

  package static func optional(_ name: String, _ shape: PayloadShape, _ summary: String) -> PayloadField {
    PayloadField(name: name, shape: shape, isRequired: false, summary: summary)
  }
}
