import ConfigSchema
import RouterCore

/// One of `scores:`.
struct ScoreConfig: ConfigObject {
  var sum: [FieldPath] = []
  var partial = false
  var bands = NamedEntries<Double>()

  static let summary = "A number that is made of fields."
  static var fields: [Field<Self>] {
    [
      Field("sum", \.sum, .nonEmpty, required: true, "fields that are added, as paths: `mood`, `sleep.hours`"),
      Field(
        "partial", \.partial,
        "whether fields that are not there, or are no numbers, count as 0; else there is no score without them"),
      Field("bands", \.bands, "names of what is a range of the score, each with where it begins, ascending"),
    ]
  }

  func validate(_ check: inout CrossCheck) {
    let starts = bands.entries.map(\.value.value)
    if zip(starts, starts.dropFirst()).contains(where: { $0 >= $1 }) {
      check.error("bands", "the beginnings of 'bands' must ascend")
    }
  }
}
