import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// What clients configure of their sessions (contract §7, configure).
struct ConfigureTests {
  private static func updated(
    interval: Int = 0, buffer: Int = 10_000, compression: Bool = true, ids: Bool = false, mirror: Bool = false
  ) -> String {
    frame(
      "configuration_updated",
      #"{"metrics_interval":\#(interval),"buffer_size":\#(buffer),"compression":\#(compression),"#
        + #""include_ids":\#(ids),"mirror_timestamp":\#(mirror)}"#)
  }

  @Test(arguments: [
    ("{}", updated()),
    (#"{"metrics_interval":5000,"buffer_size":100,"compression":true}"#, updated(interval: 5000, buffer: 100)),
    (#"{"metrics_interval":0}"#, updated()), (#"{"metrics_interval":-1}"#, updated()),
    (#"{"metrics_interval":1}"#, updated(interval: 100)), (#"{"metrics_interval":99}"#, updated(interval: 100)),
    (#"{"metrics_interval":100}"#, updated(interval: 100)),
    (#"{"metrics_interval":3600000}"#, updated(interval: 3_600_000)),
    (#"{"metrics_interval":3600001}"#, updated(interval: 3_600_000)),
    (#"{"metrics_interval":1e30}"#, updated(interval: 3_600_000)), (#"{"metrics_interval":-1e30}"#, updated()),
    (#"{"metrics_interval":5.0e3}"#, updated(interval: 5000)),
    (#"{"buffer_size":0}"#, updated(buffer: 1)), (#"{"buffer_size":-5}"#, updated(buffer: 1)),
    (#"{"buffer_size":10001}"#, updated(buffer: 10_000)),
    (#"{"compression":false}"#, updated(compression: false)), (#"{"include_ids":true}"#, updated(ids: true)),
    (#"{"mirror_timestamp":true}"#, updated(mirror: true)),
    (#"{"metrics_interval":null,"compression":null,"colour":"red"}"#, updated()),
  ])
  func `Values are clamped and shown, unknown members ignored`(_ data: String, _ answer: String) throws {
    var probe = try SessionProbe()
    #expect(probe.say(#"{"type":"configure","data":\#(data)}"#) == [answer])
  }

  @Test(arguments: [
    ("[]", "'data' is not an object"), (#"{"metrics_interval":"5s"}"#, "'data.metrics_interval' is not a whole number"),
    (#"{"metrics_interval":0.5}"#, "'data.metrics_interval' is not a whole number"),
    (#"{"buffer_size":true}"#, "'data.buffer_size' is not a whole number"),
    (#"{"compression":1}"#, "'data.compression' is neither true nor false"),
    (#"{"include_ids":"true"}"#, "'data.include_ids' is neither true nor false"),
  ])
  func `A wrong type changes nothing`(_ data: String, _ text: String) throws {
    var probe = try SessionProbe()
    let before = probe.session.options
    #expect(
      probe.say(#"{"type":"configure","data":\#(data)}"#) == [
        frame("connection_error", #"{"error_code":"INVALID_MESSAGE_FORMAT","error_message":"\#(text)"}"#)
      ])
    #expect(probe.session.options == before)
  }

  @Test func `What is left out stays as it was`() throws {
    var probe = try SessionProbe()
    _ = probe.say(#"{"type":"configure","data":{"metrics_interval":5000,"include_ids":true}}"#)
    #expect(
      probe.say(#"{"type":"configure","data":{"buffer_size":7}}"#) == [
        Self.updated(interval: 5000, buffer: 7, ids: true)
      ])
  }
}
