import ConfigSchema
import ResourceStore

struct InsightsConfig: ConfigObject {
  var store = StoreConfig()
  var rules = NamedEntries<RuleConfig>()
  var keep = 100_000
  var metricsInterval = Duration.seconds(1)
  var analysisEvents = 50_000

  private static let longestName = 64
  private static let maxRules = 200

  init() {}

  static let typeName = "insights"
  static let summary = "Keeps insights, finds them by rules, and answers the dashboards of legacy clients."
  static var fields: [Field<Self>] {
    [
      Field("store", \.store, "where insights and the state of rules are kept"),
      Field("rules", \.rules, "what the stream of events is watched for, by name"),
      Field(
        "keep", \.keep, .range(100...10_000_000),
        "how many insights are kept: of those that come behind, the oldest go, open or not"),
      Field(
        "metrics_interval", \.metricsInterval, .range(.milliseconds(100)...(.seconds(3600))),
        "the time between two client_metrics_update events, at least: changes within it are told together"),
      Field(
        "analysis_events", \.analysisEvents, .range(100...1_000_000),
        "how many of the newest events ANALYZE_PATTERNS looks at, at most"),
    ]
  }

  func validate(_ check: inout CrossCheck) {
    if rules.entries.count > Self.maxRules { check.error("rules", "there are more than \(Self.maxRules) rules") }
    for entry in rules.entries {
      let name = entry.name.value
      let isGood =
        (1...Self.longestName).contains(name.utf8.count)
        && !name.unicodeScalars.contains { TextLimits.isForbidden($0, allowingLines: false) }
      guard !isGood else { continue }
      check.error(
        atFirstOf: [["rules", name]], "the name of this rule has not 1 to \(Self.longestName) bytes in one line")
    }
  }
}
