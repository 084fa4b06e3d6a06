/// Writes events as EVENT frames of the legacy dialect (protocol §3), the payload in its legacy form.
package struct LegacyEnvelope: Sendable {
  /// Whom an event comes from that names nobody (protocol §7).
  private static let nobody = "system"

  private let catalogue: Catalogue
  private let components: Set<String>

  /// - Parameter components: the names of this deployment's sources and stages. An event whose producer is one of them names
  ///   no producer of its own, so a type with a documented one shows that.
  package init(_ catalogue: Catalogue, components: Set<String>) {
    self.catalogue = catalogue
    self.components = components
  }

  /// - Parameter delivery: an event of the catalogue.
  package func append(_ delivery: Delivery, to bytes: inout [UInt8]) {
    let event = delivery.event
    let form = catalogue[event.type].legacy
    bytes.reserveAdditional(event.data.bytes.count + event.source.utf8.count + form.payloadStart.count + 128)
    bytes.append(contentsOf: #"{"type":"EVENT","#.utf8)
    bytes.append(id: delivery.number)
    bytes.append(contentsOf: #","timestamp":""#.utf8)
    event.time.append(to: &bytes)
    bytes.append(contentsOf: #"","source":{"type":"AGENT","id":"#.utf8)
    bytes.append(jsonString: event.agent ?? producer(of: event, form))
    bytes.append(UInt8(ascii: "}"))
    bytes.append(contentsOf: form.payloadStart)
    form.append(event.data, to: &bytes)
    bytes.append(contentsOf: "}}".utf8)
  }

  private func producer(of event: Event, _ form: LegacyForm) -> String {
    let isNamed = !event.source.isEmpty && event.source != Origin.ingestName
    if let source = form.source, !isNamed || components.contains(event.source) { return source }
    return isNamed ? event.source : Self.nobody
  }
}
