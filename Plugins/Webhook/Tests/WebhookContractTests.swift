import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import WebhookPlugin

@Suite struct WebhookContractTests {
  struct Endpoint: SinkDestination {
    let receiver: Receiver
    let options: String

    var config: ConfigNode { .yaml("url: \(receiver.url)\n\(options)") }
    var isUntouched: Bool { receiver.requests.isEmpty }

    func arrived() -> [UInt64] { receiver.accepted }
    func breakDown() async throws -> Bool {
      try await receiver.shut()
      return true
    }
    func repair() async throws { try await receiver.open() }

    func unacceptable(_ number: UInt64) -> Delivery? {
      .sample(number, "agent_status", #"{"agent_id":"bad","old_status":"a","new_status":"b"}"#)
    }
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: ["order: strict", "order: strict\nformat: batch\nbatch: { events: 7 }"])
  func `The webhook sink keeps the contract`(options: String) async throws {
    let factory = SinkFactory(type: "webhook", WebhookConfig.self) { config, context in
      let url = try #require(config.url)
      return WebhookSink(config: config, url: url, context: context, breakers: CircuitBreakers()) { config, url in
        try HTTPTransport(config, url: url, time: context.time)
      }
    }
    try await SinkContract(factory) {
      let receiver = try await Receiver { request, _ in
        .status(request.body.contains(#""agent_id":"bad""#) ? 400 : 202)
      }
      return Endpoint(receiver: receiver, options: options)
    }.check()
  }
}
