import SignedHTTP
import RouterCore
import TestSupport

@testable import WebhookPlugin

/// A webhook sink on virtual time, and the receiver that it sends to.
struct WebhookBench {
  let receiver: Receiver
  let time = VirtualTime()
  let breakers = CircuitBreakers()
  let config: WebhookConfig

  /// - Parameter yaml: without `url`.
  init(_ yaml: String = "", _ script: @escaping Receiver.Script = { _, _ in .status(204) }) async throws {
    receiver = try await Receiver(script)
    config = .sample("url: \(receiver.url)\n\(yaml)")
  }

  func sink(_ config: WebhookConfig? = nil) throws -> WebhookSink {
    let url = try WebhookURL(parsing: receiver.url)
    let time = time
    return WebhookSink(config: config ?? self.config, url: url, context: .sample(time: time), breakers: breakers) {
      try HTTPTransport($0, url: $1, time: time)
    }
  }

  /// Runs the body with an open sink and closes it.
  func withSink(_ body: (WebhookSink) async throws -> Void) async throws {
    let sink = try sink()
    try await sink.open()
    do {
      try await body(sink)
    } catch {
      try await sink.close()
      throw error
    }
    try await sink.close()
  }

  /// As the engine does it, without its pauses: offers the rest until all is settled. What was rejected.
  func deliverAll(_ batch: [Delivery], to sink: WebhookSink, rounds: Int = 200) async -> [UInt64] {
    var rest = batch[...]
    var rejected: [UInt64] = []
    for _ in 0..<rounds where !rest.isEmpty {
      let answer = await sink.deliver(Array(rest))
      rest = rest.dropFirst(answer.deliveredCount(of: rest.count))
      switch answer {
      case .delivered, .stop: break
      case .retry(_, let after, _): time.advance(by: after ?? .milliseconds(100))
      case .rejected: if let bad = rest.popFirst() { rejected.append(bad.number.value) }
      }
    }
    return rejected
  }
}

extension Delivery {
  /// Of an agent whose name is the key.
  static func of(_ number: UInt64, agent: String) -> Delivery {
    .sample(number, "agent_status", #"{"agent_id":"\#(agent)","old_status":"a","new_status":"b"}"#)
  }
}
