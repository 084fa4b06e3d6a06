import RouterCore

extension JSONWriter {
  mutating func value(_ client: Client) {
    beginObject()
    member("client_id", client.id)
    member("name", client.name)
    member("status", client.status.rawValue)
    member("attributes", client.attributes.root)
    member("created_at", client.created.time)
    member("created_by", client.created.subject)
    member("updated_at", client.updated.time)
    member("updated_by", client.updated.subject)
    endObject()
  }
}

extension Client {
  /// As JSON.
  var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.value(self)
    return writer.finish()
  }
}
