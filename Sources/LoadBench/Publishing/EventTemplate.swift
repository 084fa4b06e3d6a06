import NIOCore

/// Writes the events of a bench: v1 envelopes that differ in their marker and their agent only.
struct EventTemplate: Sendable {
  private let format: MarkerFormat
  private let agents: Int
  private let filler: String

  /// - Parameters:
  ///   - agents: events go round robin over so many.
  ///   - size: bytes of an envelope, if it is not longer anyway.
  init(format: MarkerFormat, agents: Int, size: Int) {
    self.format = format
    self.agents = agents
    var bare = ByteBuffer()
    Self.append(Marker(time: 0, number: 0), format, agents, filler: "", to: &bare)
    filler = String(repeating: "x", count: max(0, size - bare.readableBytes))
  }

  func append(_ marker: Marker, to buffer: inout ByteBuffer) {
    Self.append(marker, format, agents, filler: filler, to: &buffer)
  }

  private static func append(
    _ marker: Marker, _ format: MarkerFormat, _ agents: Int, filler: String, to buffer: inout ByteBuffer
  ) {
    buffer.writeStaticString(#"{"type":"agent_status","data":{"bench":""#)
    format.append(marker, to: &buffer)
    buffer.writeStaticString(#"","agent_id":""#)
    buffer.writeString(ClientPlan.agent(Int(marker.number % UInt64(agents))))
    buffer.writeStaticString(#"","old_status":"idle","new_status":"active","reason":""#)
    buffer.writeString(filler)
    buffer.writeStaticString(#""}}"#)
  }
}
