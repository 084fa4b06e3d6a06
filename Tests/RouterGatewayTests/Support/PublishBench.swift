import RouterCore
import TestSupport

@testable import RouterGateway

/// The publishing desk over a log in memory that nobody routes from.
struct PublishBench {
  let time = VirtualTime()
  let state = GatewayState()
  let counters = GatewayCounters()
  let log: LocalLog
  let desk: PublishDesk
  let rates: PrincipalRates

  init(
    _ limits: SessionLimits = SessionLimits(.production), disabling: [String] = [], queue: Int = 65_536
  ) throws {
    var config = LogConfig()
    config.queue.events = queue
    log = LocalLog(config: config, time: time)
    let settings = GatewaySettings(
      server: .test, catalogue: try Catalogue(disabling: disabling), time: time, version: "0.0.0-test")
    rates = PrincipalRates(limits, time: time)
    desk = PublishDesk(settings, log: log, state: state, counters: counters, rates: rates)
    state.enter(.ready)
  }

  /// Publishes the `data.events` of a message.
  func publish(_ events: String, as principal: Principal = .role("admin")) async throws(PublishRefusal) -> [EventNumber]
  {
    let node = try? JSONDocument(parsing: events).root
    return try await desk.publish(node, as: principal)
  }

  func refusal(_ events: String, as principal: Principal = .role("admin")) async -> PublishRefusal? {
    do throws(PublishRefusal) {
      _ = try await publish(events, as: principal)
      return nil
    } catch {
      return error
    }
  }
}

extension Principal {
  static func role(_ role: String, subject: String = "user_456") -> Principal {
    Principal(
      subject: subject, permissions: RoleTable(AuthConfig().roles).permissions(of: role), expires: .distantFuture)
  }

  static func agent(_ id: String) -> Principal {
    Principal(subject: id, permissions: [.publishEvents], agent: id, expires: .distantFuture)
  }
}

/// A v1 envelope of the documented status.
func statusEnvelope(_ more: String = "") -> String { #"{"type":"agent_status"\#(more),"data":\#(documentedStatus)}"# }
