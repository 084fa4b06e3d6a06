/// An event as a producer hands it in, before it is checked and numbered.
package struct EventDraft: Sendable {
  /// Canonical name.
  package var type: String
  package var data: JSONDocument
  /// Nil means the moment of acceptance.
  package var time: Timestamp?
  /// Nil means the name of the source component.
  package var source: String?

  package init(type: String, data: JSONDocument, time: Timestamp? = nil, source: String? = nil) {
    self.type = type
    self.data = data
    self.time = time
    self.source = source
  }
}
