import ConfigSchema

package struct RedactConfig: ConfigObject {
  package var remove: [PayloadPath] = []
  package var mask: [PayloadPath] = []
  package var replacement = "***"
  package var keepLast = 0

  package init() {}

  package static let typeName = "redact"
  package static let summary =
    "Removes fields or masks their values. Everything else stays byte for byte; a field that is not there is no error."
  package static var fields: [Field<Self>] {
    [
      Field(
        "remove", \.remove, "fields to take out; `*` stands for every member or element, as in event.data.a.*.b"),
      Field("mask", \.mask, "fields whose value is replaced, whatever it is"),
      Field("replacement", \.replacement, "what masked values become"),
      Field(
        "keep_last", \.keepLast, .range(0...16),
        "how many characters of a masked string stay behind the replacement; of strings less than twice as long, none"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    if remove.isEmpty && mask.isEmpty {
      check.error(nil, "nothing to redact", help: "name fields under 'remove' or 'mask'")
    }
    for path in mask where remove.contains(path) {
      check.warning("mask", "'\(path.configText ?? "")' is removed, so masking it does nothing")
    }
  }
}
