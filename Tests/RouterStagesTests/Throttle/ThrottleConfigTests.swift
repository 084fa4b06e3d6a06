import ConfigSchema
import RouterCore
import RouterStages
import TestSupport
import Testing

struct ThrottleConfigTests {
  @Test(arguments: [
    ("{}", ["1:1 error: missing key 'rate' (how many events go through in the long run, as in 10/min)"]),
    ("rate: 0/s", ["1:7 error: the rate must be above zero (to let nothing through, leave the pipeline out)"]),
    (
      "rate: 0.0000001/s",
      ["1:7 error: the rate has too many digits (it may have six decimals, and burst × rate must fit in 64 bits)"]
    ),
    ("{ rate: 1/s, key: type }", ["1:19 error: unknown field 'type' (did you mean 'event.type'?)"]),
    ("{ rate: 1/s, key: [] }", ["1:19 error: a key needs at least one field"]),
    (
      "{ rate: 1/s, max_keys: 0 }",
      [
        "1:24 error: 'max_keys' must be between 1 and 1000000 (how many values are remembered; "
          + "beyond, the one used longest ago is forgotten and starts afresh)"
      ]
    ),
  ])
  func `A wrong config is reported where it stands`(yaml: String, expected: [String]) {
    let (stage, findings) = StageFactory.throttle.read(yaml)
    #expect(findings == expected)
    #expect(stage == nil)
  }
}
