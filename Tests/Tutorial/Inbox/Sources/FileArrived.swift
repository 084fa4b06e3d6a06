import RouterCore

extension EventType {
  static let fileArrived = EventType(
    "file_arrived", "A file was put into a folder.", in: "inbox",
    schema: [
      .required("folder", .identifier, "The folder, as the config names it."),
      .required("name", .identifier, "The file's name."),
      .required("size", .integer(.notNegative), "Bytes."),
    ],
    example: #"{"folder": "inbox", "name": "report.pdf", "size": 52104}"#)
}
