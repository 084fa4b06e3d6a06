import ConfigSchema

package struct SampleConfig: ConfigObject {
  package var keep: Share?
  package var key: EventKey?
  package var seed: Int?

  package init() {}

  package static let typeName = "sample"
  package static let summary = """
    Keeps a share of the events, chosen by a hash, so that a replay chooses the same. Others are dropped as `sampled`.
    """
  package static var fields: [Field<Self>] {
    [
      Field("keep", \.keep, required: true, "the share that is kept, as in 1/10 or 12.5%"),
      Field(
        "key", \.key,
        "choose by the values of these fields, so that of what belongs together all or nothing is kept; "
          + "if left out, by the event's number"),
      Field(
        "seed", \.seed,
        "sample stages with the same seed choose alike; if left out, the seed comes from the stage's name"),
    ]
  }
}
