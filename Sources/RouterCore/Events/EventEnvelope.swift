/// Writes events in the v1 envelope, `{"type":…,"timestamp":…,"data":…}` (protocol §2), the payload byte for byte.
package struct EventEnvelope: Sendable, Hashable {
  /// Where `id` stands. It is additive: without it an event has exactly the documented shape.
  package enum IDPosition: Sendable, Hashable {
    case none
    case leading
    case trailing
  }

  package var id: IDPosition
  /// Whether `source`, the producer's name, is written too.
  package var hasSource: Bool
  /// Line breaks in the payload's white space become spaces, for formats in which an event is a line. Inside strings
  /// JSON has none (RFC 8259 §7).
  package var isOneLine: Bool

  package init(id: IDPosition = .none, hasSource: Bool = false, isOneLine: Bool = false) {
    self.id = id
    self.hasSource = hasSource
    self.isOneLine = isOneLine
  }

  /// A line of an NDJSON file, without the line break.
  package static let line = EventEnvelope(id: .leading, hasSource: true, isOneLine: true)

  package func append(_ delivery: Delivery, to bytes: inout [UInt8]) {
    let event = delivery.event
    bytes.reserveAdditional(event.data.bytes.count + event.source.utf8.count + event.typeName.utf8.count + 96)
    bytes.append(UInt8(ascii: "{"))
    if id == .leading {
      bytes.append(id: delivery.number)
      bytes.append(UInt8(ascii: ","))
    }
    bytes.append(contentsOf: "\"type\":".utf8)
    bytes.append(jsonString: event.typeName)
    bytes.append(contentsOf: ",\"timestamp\":\"".utf8)
    event.time.append(to: &bytes)
    bytes.append(UInt8(ascii: "\""))
    if hasSource {
      bytes.append(contentsOf: ",\"source\":".utf8)
      bytes.append(jsonString: event.source)
    }
    bytes.append(contentsOf: ",\"data\":".utf8)
    appendPayload(event.data.bytes, to: &bytes)
    if id == .trailing {
      bytes.append(UInt8(ascii: ","))
      bytes.append(id: delivery.number)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  private func appendPayload(_ payload: [UInt8], to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes.append(contentsOf: payload)
    guard isOneLine else { return }
    for index in start..<bytes.count where bytes[index] == 0x0A || bytes[index] == 0x0D {
      bytes[index] = UInt8(ascii: " ")
    }
  }
}
