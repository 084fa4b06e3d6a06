import ConfigSchema
import RouterStages

struct RuleConfig: ConfigObject {
  var when = ConditionConfig()
  var window = Duration.seconds(600)
  var count = 1
  var groupBy: GroupKey?
  var coolDown = Duration.zero
  var maxGroups = 1000
  var insight = InsightTemplateConfig()

  init() {}

  static let typeName = "insight_rule"
  static let summary = "An insight is made when so many events that match have come within a window."
  static var fields: [Field<Self>] {
    [
      Field("when", \.when, required: true, "which events count; as in a filter stage"),
      Field(
        "window", \.window, .range(.seconds(1)...(.seconds(30 * 86_400))),
        "how long an event counts, by the log's time"),
      Field("count", \.count, .range(1...1000), "how many events within the window make an insight"),
      Field(
        "group_by", \.groupBy,
        "count apart for every value of this field, or of these fields together; an event without the field is of a group "
          + "of its own"),
      Field(
        "cool_down", \.coolDown, .range(.zero...(.seconds(365 * 86_400))),
        "how long a group is silent after an insight; events that come meanwhile count, so that the first one afterwards "
          + "may make the next insight"),
      Field(
        "max_groups", \.maxGroups, .range(1...100_000),
        "how many groups are remembered; beyond, the one whose last event is longest ago is forgotten, with its cool-down"
      ),
      Field("insight", \.insight, required: true, "what is made"),
    ]
  }

  func validate(_ check: inout CrossCheck) {
    if groupBy == nil, insight.templates.contains(where: \.namesGroup) {
      check.error("insight", "{group} needs 'group_by'", help: "without it all events are of one group")
    }
  }
}
