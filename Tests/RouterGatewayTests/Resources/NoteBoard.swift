import HTTPTypes
import RouterCore
import RouterResources

/// A source with resources of every kind of answer.
struct NoteBoard: Source, ResourceProvider {
  struct Unknown: Error {}

  static let notes = ResourceCollection(
    "note", path: "/api/v1/notes", parameter: "note_id", tag: RouteTag("notes", "Notes."),
    shape: NamedShape("note", "A note.", .exact([.required("text", .string, "")])))

  let answer: String

  init(answer: String = "first") { self.answer = answer }

  func run(_ emitter: Emitter) async throws {
    // Nothing is told.
    try await Task.sleep(for: .seconds(3600))
  }

  var resources: [ResourceRoute] {
    let tag = EntityTag(revision: 7)
    let note = Array(#"{"text":"\#(answer)"}"#.utf8)
    return [
      ResourceRoute(Self.notes.list()) { request in
        .page([note], next: try request.page().cursor == nil ? PageCursor(after: 36) : nil)
      },
      ResourceRoute(Self.notes.get()) { request in
        switch request.path["note_id"] {
        case "missing": throw Self.notes.notFound("missing")
        case "broken": throw Unknown()
        case let id?: return .found(Array(#"{"text":"\#(id) for \#(request.caller.subject)"}"#.utf8), tag: tag)
        case nil: return .nothing
        }
      },
      ResourceRoute(Self.notes.create(.exact([.required("text", .string, "")]))) { request in
        .created(request.body?.bytes ?? [], tag: tag, at: Self.notes.location(of: request.idempotencyKey ?? "a b"))
      },
      ResourceRoute(Self.notes.delete()) { request in
        try request.checkPrecondition(tag)
        return .nothing
      },
    ]
  }
}
