import Foundation
import RouterCore

/// An event as a CloudEvent 1.0 in JSON, in one line.
enum CloudEventLine {
  static func append(_ delivery: Delivery, to bytes: inout [UInt8]) {
    let event = delivery.event
    let start = bytes.count
    JSONWriter.append(to: &bytes) { writer in
      writer.beginObject()
      writer.member("specversion", "1.0")
      writer.member("id", delivery.number.publicID)
      writer.member("source", source(event.source))
      writer.member("type", event.typeName)
      writer.member("time", event.time)
      if let agent = event.agent, !agent.isEmpty { writer.member("subject", agent) }
      writer.member("datacontenttype", "application/json")
      writer.member("data", event.data.root)
      writer.endObject()
    }
    // The payload's own white space; inside strings JSON has no line breaks.
    for index in start..<bytes.count where bytes[index] == 0x0A || bytes[index] == 0x0D {
      bytes[index] = UInt8(ascii: " ")
    }
  }

  /// A URI-reference (RFC 3986, section 4.1).
  private static func source(_ name: String) -> String {
    name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? "."
  }
}
