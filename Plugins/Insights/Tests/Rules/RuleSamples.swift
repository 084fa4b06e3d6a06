import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import InsightsPlugin

extension RuleBook {
  /// The rules of a config that a test knows to be good.
  static func sample(_ rules: String) -> RuleBook {
    var diagnostics = Diagnostics()
    let config = InsightsConfig.sample("rules:\n\(rules.indented)")
    let book = RuleBook.compile(config.rules, .standard, &diagnostics)
    if !diagnostics.lines.isEmpty { Issue.record("the rules have mistakes: \(diagnostics.lines)") }
    return book ?? RuleBook([], .standard)
  }
}

extension LogEntry {
  static func sample(
    _ number: UInt64, _ type: String, _ data: String, at seconds: Int = 0, origin: Origin = .ingest
  ) -> LogEntry {
    let time = VirtualTime.start + .seconds(seconds)
    return LogEntry(
      number: EventNumber(number), loggedAt: time, origin: origin, event: .sample(type, data, time: time))
  }

  static func failure(
    _ number: UInt64, _ agent: String, at seconds: Int = 0, more: String = "", origin: Origin = .ingest
  ) -> LogEntry {
    let data = #"{"inference_id":"inf_\#(number)","agent_id":"\#(agent)","error_code":"TIMEOUT"\#(more)}"#
    return .sample(number, "inference_failed", data, at: seconds, origin: origin)
  }
}

extension String {
  /// As a part of YAML.
  var indented: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }.joined(separator: "\n")
  }
}
