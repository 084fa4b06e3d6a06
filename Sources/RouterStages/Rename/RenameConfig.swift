import ConfigSchema

package struct RenameConfig: ConfigObject {
  package var fields = Renames()

  package init() {}

  package static let typeName = "rename"
  package static let summary = """
    Gives fields of the payload other names; their places and values stay byte for byte. Where the new name is taken, \
    the field keeps its old one, so that no value is lost.
    """
  package static var fields: [Field<Self>] {
    [
      Field(
        "fields", \.fields, required: true,
        "paths and the new names of what they lead to, as in { event.data.cpu: cpu_usage }")
    ]
  }
}
