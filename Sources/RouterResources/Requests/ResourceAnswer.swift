import HTTPTypes
import RouterCore

/// What a route answers.
package struct ResourceAnswer: Sendable {
  package let status: HTTPResponse.Status
  /// A JSON text; nil for none.
  package let body: [UInt8]?
  package let tag: EntityTag?
  /// The path of what was created.
  package let location: String?
  /// Where the next page begins.
  package let next: PageCursor?

  package init(
    status: HTTPResponse.Status, body: [UInt8]? = nil, tag: EntityTag? = nil, location: String? = nil,
    next: PageCursor? = nil
  ) {
    (self.status, self.body, self.tag, self.location, self.next) = (status, body, tag, location, next)
  }

  package static let nothing = ResourceAnswer(status: .noContent)

  package static func found(_ body: [UInt8], tag: EntityTag? = nil) -> ResourceAnswer {
    ResourceAnswer(status: .ok, body: body, tag: tag)
  }

  package static func created(_ body: [UInt8], tag: EntityTag?, at location: String) -> ResourceAnswer {
    ResourceAnswer(status: .created, body: body, tag: tag, location: location)
  }

  /// A page of a list: `{"items": […], "next_cursor": "…"}`, the latter if there is more.
  /// - Parameter items: JSON texts.
  package static func page(_ items: [[UInt8]], next: PageCursor?) -> ResourceAnswer {
    var writer = JSONWriter(capacity: 64 + items.reduce(0) { $0 + $1.count + 1 })
    writer.beginObject()
    writer.key("items")
    writer.beginArray()
    for item in items { writer.value(uncheckedText: item) }
    writer.endArray()
    if let next { writer.member("next_cursor", "\(next)") }
    writer.endObject()
    return ResourceAnswer(status: .ok, body: writer.finish(), next: next)
  }
}
