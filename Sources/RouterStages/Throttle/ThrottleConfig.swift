import ConfigSchema

package struct ThrottleConfig: ConfigObject {
  package var rate = Rate(0, per: .seconds(1))
  package var burst: Int?
  package var key = EventKey.none
  package var maxKeys = 10_000

  package init() {}

  package static let typeName = "throttle"
  package static let summary = "Lets at most so many events through per time; more are dropped as `throttled`."
  package static var fields: [Field<Self>] {
    [
      Field("rate", \.rate, required: true, "how many events go through in the long run, as in 10/min"),
      Field(
        "burst", \.burst, .ifGiven(.range(1...1_000_000)),
        "how many may come at once after a pause; if left out, the rate's number: ten for 10/min, at most a million"),
      Field("key", \.key, "every value of this field, or of these fields together, has a rate of its own"),
      Field(
        "max_keys", \.maxKeys, .range(1...1_000_000),
        "how many values are remembered; beyond, the one used longest ago is forgotten and starts afresh"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    if rate.count <= 0 {
      check.error("rate", "the rate must be above zero", help: "to let nothing through, leave the pipeline out")
    } else if tokenRate == nil {
      check.error(
        "rate", "the rate has too many digits", help: "it may have six decimals, and burst × rate must fit in 64 bits")
    }
  }

  var tokenRate: TokenRate? { TokenRate(rate, burst: burst ?? defaultBurst) }

  private var defaultBurst: Int { Int(min(max(1, rate.count.rounded(.up)), 1_000_000)) }
}
