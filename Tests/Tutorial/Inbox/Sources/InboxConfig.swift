import ConfigSchema

struct InboxConfig: ConfigObject {
  var folder = ""
  var every: Duration = .seconds(2)

  static let summary = "Tells of files that are put into a folder."
  static var fields: [Field<Self>] {
    [
      Field("folder", \.folder, .nonEmpty, required: true, "the folder to look into"),
      Field("every", \.every, .atLeast(.milliseconds(100)), "the time between two looks"),
    ]
  }
}
