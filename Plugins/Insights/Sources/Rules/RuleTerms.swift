/// When a rule speaks.
struct RuleTerms: Sendable, Equatable {
  /// An event counts while it is younger than this.
  var window: Duration
  /// At least 1.
  var count: Int
  /// How long a group is silent after it spoke.
  var coolDown = Duration.zero
  /// At least 1.
  var maxGroups = 1000
}
